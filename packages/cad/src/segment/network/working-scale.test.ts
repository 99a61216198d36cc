import { mask, rgbImage } from '@leukolens/imaging';
import { expect, test } from 'vitest';
import { boundedScale, medianDiameter, workingSize } from './working-scale.ts';

/** A rose field with dark violet discs at (x, y) of a radius. */
function field(width: number, height: number, discs: readonly (readonly [number, number, number])[]) {
  const image = rgbImage(width, height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const inside = discs.some(
        ([cx, cy, radius]) => (x + 0.5 - cx) ** 2 + (y + 0.5 - cy) ** 2 < radius ** 2,
      );
      image.data.set(inside ? [90, 45, 140] : [225, 200, 210], 3 * (y * width + x));
    }
  }
  return image;
}

test('by a factor: rounded, and never less than a pixel', () => {
  const image = rgbImage(301, 100);
  expect(workingSize(image, { kind: 'factor', factor: 0.5 })).toEqual({ width: 151, height: 50 });
  expect(workingSize(image, { kind: 'factor', factor: 1 })).toEqual({ width: 301, height: 100 });
  expect(workingSize(rgbImage(9, 1), { kind: 'factor', factor: 0.01 })).toEqual({ width: 1, height: 1 });
});

test('to a square, whatever the proportions', () => {
  expect(workingSize(rgbImage(30, 10), { kind: 'square', side: 64 })).toEqual({ width: 64, height: 64 });
});

test('to nuclei of one size', () => {
  const image = field(120, 90, [[40, 40, 20]]);
  const { width, height } = workingSize(image, { kind: 'nucleus', diameter: 20 });
  // the nucleus is 40 px across; the handcrafted method finds its rim within a pixel on either side
  expect(Math.abs(width - 60)).toBeLessThanOrEqual(3);
  expect(height / width).toBeCloseTo(3 / 4, 1);
  const enlarged = workingSize(image, { kind: 'nucleus', diameter: 80 });
  expect(Math.abs(enlarged.width - 240)).toBeLessThanOrEqual(12);
});

test('where no nucleus is found, an image stays as it is; no scale is beyond 1/16 and 4', () => {
  expect(workingSize(field(40, 30, []), { kind: 'nucleus', diameter: 32 })).toEqual({
    width: 40,
    height: 30,
  });
  const small = field(60, 60, [[30, 30, 8]]);
  expect(workingSize(small, { kind: 'nucleus', diameter: 256 })).toEqual({ width: 240, height: 240 });
});

test('the median diameter is of the object with the median pixel', () => {
  // areas 1, 4 and 9: the seventh of 14 pixels lies in the largest
  const objects = mask(
    9,
    3,
    Uint8Array.from('1.22.333...22.333......333'.padEnd(27, '.'), (pixel) => (pixel === '.' ? 0 : 1)),
  );
  expect(medianDiameter([objects])).toBeCloseTo(2 * Math.sqrt(9 / Math.PI), 12);
  expect(medianDiameter([mask(3, 1, Uint8Array.of(1, 0, 1))])).toBeCloseTo(2 / Math.sqrt(Math.PI), 12);
  expect(medianDiameter([mask(3, 1)])).toBeUndefined();
});

test('a large image is enlarged to 100 megapixels at most, and never shrunk for it', () => {
  expect(boundedScale(4, { width: 5000, height: 5000 }, 1e8)).toBe(2);
  expect(boundedScale(2, { width: 100, height: 100 }, 1e8)).toBe(2);
  expect(boundedScale(2, { width: 20_000, height: 10_000 }, 1e8)).toBe(1);
  expect(boundedScale(0.5, { width: 20_000, height: 10_000 }, 1e8)).toBe(0.5);
});
