import { expect, test } from 'vitest';
import { otsuThreshold } from './otsu.ts';

const histogram = (levels: Record<number, number>) => {
  const counts = new Uint32Array(256);
  for (const [level, count] of Object.entries(levels)) counts[Number(level)] = count;
  return counts;
};

test('parts two levels at the lower one', () => {
  expect(otsuThreshold(histogram({ 20: 100, 180: 30 }))).toBe(20);
});

test('takes the cut of greatest variance between the classes', () => {
  // cut after 10: 2·2·(10 - 100)² / 16 = 2025; after 90: 3·1·(36.67 - 110)² / 16 = 1008
  expect(otsuThreshold(histogram({ 10: 2, 90: 1, 110: 1 }))).toBe(10);
});

test('has nothing to part in a flat image', () => {
  expect(otsuThreshold(histogram({ 77: 500 }))).toBe(0);
});
