import fc from 'fast-check';
import { expect, test } from 'vitest';
import { axisTaps } from './axis-taps.ts';

test('shrinking: each sample by how much of it is covered', () => {
  expect(axisTaps(4, 2)).toEqual([
    { first: 0, weights: [0.5, 0.5] },
    { first: 2, weights: [0.5, 0.5] },
  ]);
  const [left, right] = axisTaps(3, 2);
  expect(left!.weights.map((weight) => 3 * weight)).toEqual([expect.closeTo(2, 12), expect.closeTo(1, 12)]);
  expect(right).toEqual({ first: 1, weights: [expect.closeTo(1 / 3, 12), expect.closeTo(2 / 3, 12)] });
});

test('growing: the two whose centres lie round that of the new one, none beyond the border', () => {
  expect(axisTaps(2, 4)).toEqual([
    { first: 0, weights: [1] },
    { first: 0, weights: [0.75, 0.25] },
    { first: 0, weights: [0.25, 0.75] },
    { first: 0, weights: [0, 1] },
  ]);
  expect(axisTaps(1, 2)).toEqual([
    { first: 0, weights: [1] },
    { first: 0, weights: [1] },
  ]);
});

test('whatever the lengths, weights sum to 1, lie within the axis, and cover all of it evenly where it shrinks', () => {
  const length = fc.integer({ min: 1, max: 400 });
  fc.assert(
    fc.property(length, length, (from, to) => {
      const covered = new Float64Array(from);
      for (const { first, weights } of axisTaps(from, to)) {
        expect(first).toBeGreaterThanOrEqual(0);
        expect(first + weights.length).toBeLessThanOrEqual(from);
        expect(weights.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 9);
        weights.forEach((weight, k) => {
          covered[first + k]! += weight;
        });
      }
      if (to <= from) for (const share of covered) expect(share).toBeCloseTo(to / from, 6);
    }),
    { numRuns: 40, seed: 35 },
  );
});
