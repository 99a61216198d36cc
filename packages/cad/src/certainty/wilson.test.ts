import { expect, test } from 'vitest';
import { countedShare } from './wilson.ts';

test('intervals by Wilson', () => {
  // Newcombe 1998, table I: 81 of 263, 15 of 148, 0 of 20, 1 of 29
  for (const [count, total, low, high] of [
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1, 29, 0.0061, 0.1718],
  ] as const) {
    const { share, interval } = countedShare(count, total)!;
    expect(share).toBe(count / total);
    expect(interval[0]).toBeCloseTo(low, 4);
    expect(interval[1]).toBeCloseTo(high, 4);
  }
});

test('nothing counted has no share', () => {
  expect(countedShare(0, 0)).toBeUndefined();
});
