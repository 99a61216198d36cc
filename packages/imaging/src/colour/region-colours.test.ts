import { expect, test } from 'vitest';
import { mask, rgbImage } from '../image.ts';
import { regionColours, transferColours } from './region-colours.ts';

/** Black, white, and between them L* 50 (0.184 of the light: level 119). */
const greys = rgbImage(3, 1, Uint8Array.of(0, 0, 0, 255, 255, 255, 119, 119, 119));
const all = mask(3, 1, Uint8Array.of(1, 1, 1));

test('means and deviations of L*, a* and b*', () => {
  const ends = regionColours(greys, mask(3, 1, Uint8Array.of(1, 1, 0)))!;
  expect(ends.mean[0]).toBeCloseTo(50, 3);
  expect(ends.deviation[0]).toBeCloseTo(50, 3);
  const middle = regionColours(greys, mask(3, 1, Uint8Array.of(0, 0, 1)))!;
  expect(middle.mean[0]).toBeCloseTo(50.03, 1);
  for (const k of [1, 2]) expect(Math.abs(middle.mean[k]!)).toBeLessThan(0.02);
  // pure red: L* 53.24, a* 80.09, b* 67.20 (CIE, D65)
  const red = regionColours(rgbImage(1, 1, Uint8Array.of(255, 0, 0)), mask(1, 1, Uint8Array.of(1)))!;
  for (const [k, value] of [53.24, 80.09, 67.2].entries()) expect(red.mean[k]).toBeCloseTo(value, 1);
});

test('an empty region has no colours, and is left alone', () => {
  expect(regionColours(greys, mask(3, 1))).toBeUndefined();
  const to = regionColours(greys, all)!;
  expect(transferColours(greys, mask(3, 1), to)).toEqual(greys);
});

test('colours given to a region are those that it then has; the rest stays', () => {
  const picture = rgbImage(
    20,
    20,
    Uint8Array.from({ length: 1200 }, (_, i) => 90 + ((i * 37) % 60)),
  );
  const half = mask(
    20,
    20,
    Uint8Array.from({ length: 400 }, (_, i) => (i % 20 < 10 ? 1 : 0)),
  );
  const to = { mean: [60, 12, -20], deviation: [4, 3, 5] } as const;
  const changed = transferColours(picture, half, to);
  const found = regionColours(changed, half)!;
  for (const k of [0, 1, 2]) {
    // whole levels of red, green and blue are about a third of a unit of L*, a* and b*
    expect(found.mean[k]).toBeCloseTo(to.mean[k]!, 0);
    expect(Math.abs(found.deviation[k]! - to.deviation[k]!)).toBeLessThan(0.4);
  }
  for (let i = 0; i < 400; i++) {
    if (half.data[i]) continue;
    expect(changed.data.subarray(3 * i, 3 * i + 3)).toEqual(picture.data.subarray(3 * i, 3 * i + 3));
  }
});

test('giving a region its own colours changes nothing by more than a level', () => {
  const picture = rgbImage(
    16,
    16,
    Uint8Array.from({ length: 768 }, (_, i) => 20 + ((i * 91) % 210)),
  );
  const whole = mask(16, 16, new Uint8Array(256).fill(1));
  const same = transferColours(picture, whole, regionColours(picture, whole)!);
  same.data.forEach((level, i) => {
    expect(Math.abs(level - picture.data[i]!)).toBeLessThanOrEqual(1);
  });
});

test('an even region is not blown up', () => {
  const even = rgbImage(3, 1, Uint8Array.of(119, 119, 119, 120, 120, 120, 119, 119, 119));
  const to = { mean: [50, 0, 0], deviation: [20, 0, 0] } as const;
  const { data } = transferColours(even, all, to);
  // a deviation below 1 counts as 1: differences grow at most twentyfold
  expect(Math.abs(data[3]! - data[0]!)).toBeLessThan(22);
});

test('a region of another size is refused', () => {
  expect(() => regionColours(greys, mask(2, 1))).toThrow(
    'a region of 2 x 1 of an image of 3 x 1; expected the same size',
  );
});
