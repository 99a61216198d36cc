import { expect, test } from 'vitest';
import { type CosineOptions, cosine } from './cosine.ts';

/** The first rate and those after so many steps. */
function rates(options: CosineOptions, count: number): number[] {
  const { initial, next } = cosine(options);
  const found = [initial.learningRate];
  for (let state = initial; found.length <= count; found.push(state.learningRate)) state = next(state);
  return found;
}

test('the rate falls along half a wave to its minimum, and stays there', () => {
  const found = rates({ learningRate: 3, steps: 4, minimum: 1 }, 6);
  const wave = [3, 2 + Math.SQRT1_2, 2, 2 - Math.SQRT1_2, 1];
  // the recursion rounds at every step
  wave.forEach((rate, step) => {
    expect(found[step]).toBeCloseTo(rate, 14);
  });
  expect(found.slice(4)).toEqual([1, 1, 1]);
});

test('warm-up rises in equal parts to the highest rate, from which the fall takes the other steps', () => {
  const found = rates({ learningRate: 4, steps: 5, warmUp: 3 }, 6);
  expect(found.slice(0, 4)).toEqual([1, 2, 3, 4]);
  expect(found[4]).toBeCloseTo(2, 14);
  expect(found.slice(5)).toEqual([0, 0]);
});

test('a state that went through JSON goes on with the same rates', () => {
  const { initial, next } = cosine({ learningRate: 0.1, steps: 20, warmUp: 3 });
  let straight = initial;
  let stored = initial;
  for (let step = 1; step <= 20; step++) {
    straight = next(straight);
    stored = JSON.parse(JSON.stringify(next(stored)));
    expect(stored).toEqual(straight);
    expect(straight.step).toBe(step);
  }
});

test('options out of range are refused by name', () => {
  const refused: [Partial<CosineOptions>, RegExp][] = [
    [{ learningRate: -1 }, /^learningRate: received -1; expected/],
    [{ steps: 0 }, /^steps: received 0; expected/],
    [{ minimum: 2 }, /^minimum: received 2; expected/],
    [{ warmUp: 10 }, /^warmUp: received 10; expected a whole number from 0 to 9$/],
  ];
  for (const [options, message] of refused) {
    expect(() => cosine({ learningRate: 1, steps: 10, ...options })).toThrow(message);
  }
});
