import { expect, test } from 'vitest';
import { random } from '../random.ts';
import { bootstrapMeans } from './bootstrap.ts';

test('the interval of one row is its value', () => {
  expect(bootstrapMeans(Float64Array.of(0.25, 0.75), 2, { seed: 1, resamples: 10 })).toEqual([
    [0.25, 0.25],
    [0.75, 0.75],
  ]);
});

test('the interval of a normal mean is about the mean plus and minus 1.96 standard errors', () => {
  const generator = random('normal');
  const values = Float64Array.from({ length: 400 }, () => generator.normal(0.9, 0.1));
  const mean = values.reduce((a, b) => a + b) / 400;
  const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 400);
  const [[low, high]] = bootstrapMeans(values, 1, { seed: 3 }) as [[number, number]];
  const halfWidth = (1.96 * deviation) / Math.sqrt(400);
  expect(Math.abs(low - (mean - halfWidth))).toBeLessThan(0.05 * halfWidth);
  expect(Math.abs(high - (mean + halfWidth))).toBeLessThan(0.05 * halfWidth);
});

test('the same seed gives the same intervals, another seed others; columns share their resamples', () => {
  const values = Float64Array.from({ length: 40 }, (_, i) => Math.floor(i / 2) ** 2);
  const first = bootstrapMeans(values, 2, { seed: 5 });
  expect(first[0]).toEqual(first[1]);
  expect(bootstrapMeans(values, 2, { seed: 5 })).toEqual(first);
  expect(bootstrapMeans(values, 2, { seed: 6 })).not.toEqual(first);
});

test('10,000 resamples of 367 images and 8 scores take less than a second', () => {
  const started = performance.now();
  bootstrapMeans(new Float64Array(367 * 8).fill(0.5), 8, { seed: 1 });
  expect(performance.now() - started).toBeLessThan(1000);
});

test('an empty or ragged table is refused', () => {
  expect(() => bootstrapMeans(new Float64Array(0), 8, { seed: 1 })).toThrow('0 values');
  expect(() => bootstrapMeans(new Float64Array(9), 8, { seed: 1 })).toThrow('9 values');
  expect(() => bootstrapMeans(new Float64Array(8), 8, { seed: 1, level: 1 })).toThrow('level');
});
