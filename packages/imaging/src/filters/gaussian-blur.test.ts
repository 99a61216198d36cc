import { expect, it } from 'vitest';
import { gaussianBlur } from './gaussian-blur.ts';

it('spreads a point as a Gaussian and keeps its sum', () => {
  const plane = new Float32Array(15 * 15);
  plane[7 * 15 + 7] = 1;
  gaussianBlur(plane, 15, 15, 1);
  // The middle of a Gaussian of SD 1 sampled at whole pixels and cut at 3: (1 / 2.5059)² = 0.1592.
  expect(plane[7 * 15 + 7]).toBeCloseTo(0.1592, 3);
  expect(plane[7 * 15 + 8]! / plane[7 * 15 + 7]!).toBeCloseTo(Math.exp(-0.5), 5);
  expect(plane.reduce((a, b) => a + b)).toBeCloseTo(1, 5);
});

it('leaves an even plane even, and does nothing for deviation 0', () => {
  const plane = new Float32Array(12).fill(3);
  gaussianBlur(plane, 4, 3, 2);
  for (const value of plane) expect(value).toBeCloseTo(3, 5);
  const sharp = Float32Array.of(1, 2, 3, 4);
  gaussianBlur(sharp, 2, 2, 0);
  expect([...sharp]).toEqual([1, 2, 3, 4]);
});

it('gives a pixel the same value wherever the plane is cut', () => {
  const whole = Float32Array.from({ length: 40 * 30 }, (_, i) => Math.sin(i * i));
  const part = new Float32Array(20 * 20);
  for (let y = 0; y < 20; y++) part.set(whole.subarray((y + 5) * 40 + 9, (y + 5) * 40 + 29), y * 20);
  gaussianBlur(whole, 40, 30, 1.5);
  gaussianBlur(part, 20, 20, 1.5);
  expect(part[10 * 20 + 10]).toBe(whole[15 * 40 + 19]);
});
