import fc from 'fast-check';
import { expect, test } from 'vitest';
import { planes } from '../planes.ts';
import { crop, padByReflection } from './pad.ts';

const source = planes(1, 3, 2, Float32Array.of(1, 2, 3, 4, 5, 6));

test('padding mirrors about the last row and column, which are not repeated', () => {
  expect(padByReflection(source, 5, 3)).toEqual(
    planes(1, 5, 3, Float32Array.of(1, 2, 3, 2, 1, 4, 5, 6, 5, 4, 1, 2, 3, 2, 1)),
  );
});

test('padding goes back and forth as often as it takes', () => {
  const row = planes(1, 3, 1, Float32Array.of(1, 2, 3));
  expect([...padByReflection(row, 9, 1).data]).toEqual([1, 2, 3, 2, 1, 2, 3, 2, 1]);
  const single = planes(2, 1, 1, Float32Array.of(7, 8));
  expect([...padByReflection(single, 2, 2).data]).toEqual([7, 7, 7, 7, 8, 8, 8, 8]);
});

test('a part is cut plane by plane', () => {
  const two = planes(2, 3, 2, Float32Array.of(1, 2, 3, 4, 5, 6, 10, 20, 30, 40, 50, 60));
  expect(crop(two, 1, 0, 2, 2)).toEqual(planes(2, 2, 2, Float32Array.of(2, 3, 5, 6, 20, 30, 50, 60)));
  expect(crop(two, 2, 1, 1, 1)).toEqual(planes(2, 1, 1, Float32Array.of(6, 60)));
});

test('nothing to do gives the planes themselves', () => {
  expect(padByReflection(source, 3, 2)).toBe(source);
  expect(crop(source, 0, 0, 3, 2)).toBe(source);
});

test('a part that does not lie within is refused', () => {
  for (const [left, top] of [
    [-1, 0],
    [0, -1],
    [2, 0],
    [0, 1],
  ] as const) {
    expect(() => crop(source, left, top, 2, 2)).toThrow(
      `a part of 2 x 2 at (${left}, ${top}) does not lie within 3 x 2 pixels`,
    );
  }
});

test('what was padded, cut again, is what it was', () => {
  const side = fc.integer({ min: 1, max: 6 });
  const more = fc.integer({ min: 0, max: 20 });
  fc.assert(
    fc.property(side, side, more, more, (width, height, right, below) => {
      const whole = planes(
        2,
        width,
        height,
        Float32Array.from({ length: 2 * width * height }, (_, i) => i),
      );
      const padded = padByReflection(whole, width + right, height + below);
      expect(crop(padded, 0, 0, width, height)).toEqual(whole);
      expect(new Set(padded.data).size).toBe(2 * width * height);
    }),
    { numRuns: 100, seed: 33 },
  );
});
