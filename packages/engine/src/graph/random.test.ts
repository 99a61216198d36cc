import { describe, expect, test } from 'vitest';
import { keyOf, mix, normal, uniform } from './random.ts';

const COUNT = 100_000;
const draws = (draw: (index: number) => number) => Array.from({ length: COUNT }, (_, i) => draw(i));
const meanOf = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
/** Four standard deviations of a mean of COUNT numbers of deviation 1. */
const BOUND = 4 / Math.sqrt(COUNT);

test('mix turns different words into different ones, and half of the bits with each bit', () => {
  const words = Array.from({ length: COUNT }, (_, i) => i - COUNT / 2);
  expect(new Set(words.map(mix)).size).toBe(COUNT);
  for (let bit = 0; bit < 32; bit++) {
    const flipped = words.slice(0, 1000).map((word) => {
      let changed = mix(word) ^ mix(word ^ (1 << bit));
      let count = 0;
      for (; changed; changed &= changed - 1) count++;
      return count;
    });
    // 16 of 32, give or take √8; a thousand words
    expect(Math.abs(meanOf(flipped) - 16)).toBeLessThan(4 * Math.sqrt(8 / 1000) + 0.5);
  }
});

describe('keyOf', () => {
  test('tells its parts, their order, and where one ends apart', () => {
    const parts = [
      [],
      [0],
      ['0'],
      [1],
      [-1],
      [2 ** 32],
      [2 ** 32 + 1],
      ['ab'],
      ['a', 'b'],
      ['b', 'a'],
      ['', 'ab'],
    ];
    expect(new Set(parts.map((each) => keyOf(...each))).size).toBe(parts.length);
  });

  test('stays as it is: saved seeds depend on it', () => {
    expect(keyOf(7, 'conv1.weight')).toBe(keyOf(7, 'conv1.weight'));
    expect(Number.isInteger(keyOf('x')) && Math.abs(keyOf('x')) <= 2 ** 31).toBe(true);
  });
});

describe('uniform numbers', () => {
  const values = draws((i) => uniform(keyOf('uniform'), i));

  test('lie in [0, 1), with mean 1/2 and variance 1/12', () => {
    expect(values.every((value) => value >= 0 && value < 1)).toBe(true);
    expect(Math.abs(meanOf(values) - 0.5)).toBeLessThan(BOUND / Math.sqrt(12));
    const variance = meanOf(values.map((value) => (value - 0.5) ** 2));
    // the fourth moment of a uniform number is 1/80, so the variance of its square 1/180
    expect(Math.abs(variance - 1 / 12)).toBeLessThan(BOUND / Math.sqrt(180));
  });

  test.each([1, 2, 7, 256])('do not depend on those %d before', (lag) => {
    const products = values.slice(lag).map((value, i) => 12 * (value - 0.5) * (values[i] - 0.5));
    expect(Math.abs(meanOf(products))).toBeLessThan(BOUND * Math.sqrt(COUNT / (COUNT - lag)));
  });
});

test('normal numbers have mean 0, variance 1, no skew, and tails', () => {
  const values = draws((i) => normal(keyOf('normal'), i));
  expect(values.every(Number.isFinite)).toBe(true);
  expect(Math.abs(meanOf(values))).toBeLessThan(BOUND);
  expect(Math.abs(meanOf(values.map((value) => value ** 2)) - 1)).toBeLessThan(BOUND * Math.sqrt(2));
  expect(Math.abs(meanOf(values.map((value) => value ** 3)))).toBeLessThan(BOUND * Math.sqrt(15));
  const beyond = values.filter((value) => Math.abs(value) > 2).length / COUNT;
  expect(Math.abs(beyond - 0.0455)).toBeLessThan(BOUND * Math.sqrt(0.0455));
});
