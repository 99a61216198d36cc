import { expect, it } from 'vitest';
import { discGrid } from './disc-grid.ts';

it('finds the nearest rim, across squares and below zero', () => {
  const grid = discGrid(10);
  expect(grid.clearance(0, 0, 1)).toBe(Number.POSITIVE_INFINITY);
  grid.add(-1, 0, 2);
  grid.add(9, 0, 3);
  expect(grid.clearance(3, 0, 1)).toBe(1); // 4 - 2 - 1 from the first, 6 - 3 - 1 from the second
  expect(grid.clearance(9, 3, 2)).toBe(-2);
});
