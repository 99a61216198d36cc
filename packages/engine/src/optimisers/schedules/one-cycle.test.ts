import { expect, test } from 'vitest';
import { type OneCycleOptions, oneCycle } from './one-cycle.ts';

/** So many rates from the first on. */
function rates(options: OneCycleOptions, count: number = options.steps): number[] {
  const { initial, next } = oneCycle(options);
  const found: number[] = [];
  for (let state = initial; found.length < count; state = next(state)) found.push(state.learningRate);
  return found;
}

const closeTo = (expected: readonly number[]) => expected.map((value) => expect.closeTo(value, 12));

test('the rate rises to its highest and falls to its last, where it stays', () => {
  const options = {
    learningRate: 10,
    steps: 10,
    initialDivisor: 5,
    finalDivisor: 2,
    curve: 'linear',
  } as const;
  // 0.3 of 10 steps: the third rate is the highest; seven more lead from 10 to 1
  const expected = [2, 6, 10, 61 / 7, 52 / 7, 43 / 7, 34 / 7, 25 / 7, 16 / 7, 1];
  expect(rates(options)).toEqual(closeTo(expected));
  expect(rates(options, 13).slice(9)).toEqual([1, 1, 1, 1]);
});

test('by default it follows cosines, from a 25th of the highest rate to a 250,000th', () => {
  const found = rates({ learningRate: 1, steps: 11, warmUp: 5 / 11 });
  // rises over steps 0 to 4, falls over 4 to 10: half way, the mean of both ends
  expect(found[0]).toBeCloseTo(0.04, 12);
  expect(found[2]).toBeCloseTo(0.52, 12);
  expect(found[4]).toBeCloseTo(1, 12);
  expect(found[7]).toBeCloseTo((1 + 4e-6) / 2, 12);
  expect(found[10]).toBeCloseTo(4e-6, 12);
});

test('three phases fall as fast as they rose, and then to the last rate', () => {
  const options = { learningRate: 8, steps: 9, warmUp: 1 / 3, initialDivisor: 4, finalDivisor: 2 } as const;
  const expected = [2, 5, 8, 5, 2, 1.75, 1.5, 1.25, 1];
  expect(rates({ ...options, curve: 'linear', threePhases: true })).toEqual(closeTo(expected));
});

test('a rise without length begins at the highest rate', () => {
  expect(rates({ learningRate: 1, steps: 4, warmUp: 0.25 })[0]).toBe(1);
});

test('options out of range are refused by name', () => {
  const refused: [Partial<OneCycleOptions>, RegExp][] = [
    [{ learningRate: 0 }, /^learningRate: received 0; expected/],
    [{ steps: 2.5 }, /^steps: received 2.5; expected/],
    [{ warmUp: 30 }, /^warmUp: received 30; expected a share from 0 to 1$/],
    [{ initialDivisor: 0 }, /^initialDivisor: received 0; expected/],
    [{ finalDivisor: 0 }, /^finalDivisor: received 0; expected/],
  ];
  for (const [options, message] of refused) {
    expect(() => oneCycle({ learningRate: 1, steps: 10, ...options })).toThrow(message);
  }
});
