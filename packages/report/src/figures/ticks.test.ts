import { expect, test } from 'vitest';
import { decadeTicks, wholeTicks } from './ticks.ts';

test('logarithmic ticks enclose the values', () => {
  expect(decadeTicks(0.03, 0.9)).toEqual([0.02, 0.05, 0.1, 0.2, 0.5, 1]);
  expect(decadeTicks(1, 1)).toEqual([1]);
  expect(decadeTicks(0.00002, 3)).toEqual([0.00001, 0.0001, 0.001, 0.01, 0.1, 1, 10]);
});

test('whole ticks are few', () => {
  expect(wholeTicks(1)).toEqual([1]);
  expect(wholeTicks(8)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  expect(wholeTicks(9)).toEqual([2, 4, 6, 8]);
  expect(wholeTicks(30)).toEqual([5, 10, 15, 20, 25, 30]);
  expect(wholeTicks(1000)).toEqual([200, 400, 600, 800, 1000]);
});
