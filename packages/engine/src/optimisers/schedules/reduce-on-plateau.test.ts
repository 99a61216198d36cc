import { expect, test } from 'vitest';
import { type ReduceOnPlateauOptions, reduceOnPlateau } from './reduce-on-plateau.ts';

/** The rate after each metric. */
function rates(options: ReduceOnPlateauOptions, metrics: readonly number[]): number[] {
  const schedule = reduceOnPlateau(options);
  let state = schedule.initial;
  return metrics.map((metric) => {
    state = schedule.next(state, metric);
    return state.learningRate;
  });
}

test('the epoch after patience has run out reduces the rate', () => {
  const metrics = [1, 1, 1, 0.5, 0.5, 0.5, 0.5];
  expect(rates({ learningRate: 8, factor: 0.5, patience: 2 }, metrics)).toEqual([8, 8, 8, 8, 8, 8, 4]);
});

test('an improvement by less than the threshold is none', () => {
  const metrics = [100, 99.5, 98.5];
  const options = { learningRate: 1, factor: 0.5, patience: 0, threshold: 0.01 } as const;
  // relative: below 99, then below 99; absolute: below 99.99, then below 99.49
  expect(rates(options, metrics)).toEqual([1, 0.5, 0.5]);
  expect(rates({ ...options, thresholdMode: 'absolute' }, metrics)).toEqual([1, 1, 1]);
});

test('where large is good, a falling metric reduces the rate', () => {
  const options = { learningRate: 1, mode: 'max', factor: 0.5, patience: 0 } as const;
  expect(rates(options, [0.5, 0.6, 0.4, 0.7])).toEqual([1, 1, 0.5, 0.5]);
});

test('epochs of the cooldown are not counted', () => {
  const metrics = [1, 1, 1, 1, 1];
  // the second reduces, the third and fourth cool, the fifth reduces again
  expect(rates({ learningRate: 1, factor: 0.5, patience: 0, cooldown: 2 }, metrics)).toEqual([
    1, 0.5, 0.5, 0.5, 0.25,
  ]);
});

test('the rate stops at its minimum, and a reduction by epsilon or less is not made', () => {
  const metrics = [1, 1, 1, 1];
  const options = { learningRate: 1, factor: 0.5, patience: 0 } as const;
  expect(rates({ ...options, minimum: 0.4 }, metrics)).toEqual([1, 0.5, 0.4, 0.4]);
  expect(rates({ ...options, epsilon: 0.25 }, metrics)).toEqual([1, 0.5, 0.5, 0.5]);
});

test('a metric that is not a number is no improvement, not even as the first', () => {
  expect(rates({ learningRate: 1, patience: 1 }, [Number.NaN, Number.NaN, 5])).toEqual([1, 0.1, 0.1]);
  const { next, initial } = reduceOnPlateau({ learningRate: 1 });
  expect(next(initial, Number.NaN)).toEqual({ learningRate: 1, best: null, waited: 1, cooling: 0 });
});

test('a state that went through JSON goes on with the same rates', () => {
  const schedule = reduceOnPlateau({ learningRate: 0.1, patience: 1, cooldown: 1 });
  const metrics = [3, 2, 2, 2, 2, 1, 1, 1, 1];
  let straight = schedule.initial;
  let stored = schedule.initial;
  for (const metric of metrics) {
    straight = schedule.next(straight, metric);
    stored = JSON.parse(JSON.stringify(schedule.next(stored, metric)));
    expect(stored).toEqual(straight);
  }
  expect(straight.learningRate).toBeLessThan(0.1);
});

test('options out of range are refused by name', () => {
  const refused: [Partial<ReduceOnPlateauOptions>, RegExp][] = [
    [{ learningRate: 0 }, /^learningRate: received 0; expected/],
    [{ factor: 1 }, /^factor: received 1; expected/],
    [{ patience: 1.5 }, /^patience: received 1.5; expected/],
    [{ cooldown: -1 }, /^cooldown: received -1; expected/],
    [{ threshold: -1 }, /^threshold: received -1; expected/],
    [{ minimum: Number.NaN }, /^minimum: received NaN; expected/],
    [{ epsilon: -1 }, /^epsilon: received -1; expected/],
  ];
  for (const [options, message] of refused) {
    expect(() => reduceOnPlateau({ learningRate: 1, ...options })).toThrow(message);
  }
});
