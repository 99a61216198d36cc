import { describe, expect, test } from 'vitest';
import { placing, separability, separabilityRatio } from './separability.ts';

/** Table 8 as printed: three distances, their sum, three deviations, the root of their squares, the ratio. */
const PRINTED: readonly [string, number[], number, number[], number, number][] = [
  ['Segmented Mish Medium', [10.12, 8.22, 7.31], 25.65, [2.05, 0.68, 2.06], 2.99, 25.78],
  ['Segmented ReLU Medium', [6.6, 5.17, 3.65], 15.41, [1.09, 1.43, 0.66], 1.92, 24.12],
  ['NoSegmented ReLU Linear', [3.94, 3.34, 2.99], 10.27, [1.32, 1.6, 1.33], 2.46, 12.52],
  ['NoSegmented Mish Linear', [3.15, 2.08, 1.88], 7.11, [0.94, 1.49, 0.5], 1.83, 11.63],
];

/** Half of the print's last digit. */
const ROUNDING = 0.005;

describe("the paper's Table 8 follows from its distances and deviations", () => {
  test.each(PRINTED)('%s', (_, distances, sum, deviations, spread, ratio) => {
    const found = separabilityRatio(distances, deviations);
    expect(Math.abs(found.sumOfDistances - sum)).toBeLessThanOrEqual(
      (distances.length + 1) * ROUNDING + 1e-9,
    );
    // the least and the most that numbers rounded to these can give
    const at = (sign: 1 | -1) =>
      separabilityRatio(
        distances.map((value) => value + sign * ROUNDING),
        deviations.map((value) => value - sign * ROUNDING),
      );
    const [low, high] = [at(-1), at(1)];
    expect(spread).toBeGreaterThanOrEqual(high.spread - ROUNDING);
    expect(spread).toBeLessThanOrEqual(low.spread + ROUNDING);
    expect(ratio).toBeGreaterThanOrEqual(low.ratio! - ROUNDING);
    expect(ratio).toBeLessThanOrEqual(high.ratio! + ROUNDING);
  });
});

/** Two clusters: centres (0, 0) and (3, 4), a distance of 5. */
const CASES = [
  { label: 0, x: -1, y: 0 },
  { label: 0, x: 1, y: 0 },
  { label: 2, x: 3, y: 2 },
  { label: 2, x: 3, y: 6 },
];

describe('separability', () => {
  test('centres, deviations over the count, and their ratio', () => {
    const { clusters, distances, sumOfDistances, spread, ratio } = separability(CASES);
    expect(clusters).toEqual([
      { label: 0, count: 2, centre: [0, 0], deviation: 1 },
      { label: 2, count: 2, centre: [3, 4], deviation: 2 },
    ]);
    expect(distances).toEqual([{ between: [0, 2], distance: 5 }]);
    expect(sumOfDistances).toBe(5);
    expect(spread).toBeCloseTo(Math.sqrt(5), 12);
    expect(ratio).toBeCloseTo(15 / Math.sqrt(5), 12);
  });

  test('four classes have six distances', () => {
    const corners = [0, 1, 2, 3].map((label) => ({ label, x: label % 2, y: label >> 1 }));
    const { distances, ratio } = separability(corners);
    expect(distances.map(({ between }) => between.join('-'))).toEqual([
      '0-1',
      '0-2',
      '0-3',
      '1-2',
      '1-3',
      '2-3',
    ]);
    expect(ratio).toBeUndefined();
  });

  test('a new case and how far it is from each cluster', () => {
    const { clusters } = separability(CASES);
    // the second is farther away, and wider
    expect(placing({ x: 3, y: 0 }, clusters)).toEqual([
      { label: 2, distance: 4, deviations: 2 },
      { label: 0, distance: 3, deviations: 3 },
    ]);
    const point = { label: 1, count: 1, centre: [3, 0] as const, deviation: 0 };
    const labels = (x: number) => placing({ x, y: 0 }, [...clusters, point]).map(({ label }) => label);
    expect([labels(3), labels(3.5)]).toEqual([
      [1, 2, 0],
      [2, 0, 1],
    ]);
  });
});
