import { mask, rgbImage } from '@leukolens/imaging';
import { expect, test } from 'vitest';
import { IMAGE_STATISTICS, imageStatistics } from './image-statistics.ts';

const of = (values: readonly number[], name: (typeof IMAGE_STATISTICS)[number]) =>
  values[IMAGE_STATISTICS.indexOf(name)]!;

test('a black square on a white field, by hand', () => {
  const [side, image, nuclei] = [10, rgbImage(10, 10), mask(10, 10)];
  image.data.fill(255);
  for (let y = 3; y < 7; y++) {
    for (let x = 3; x < 7; x++) {
      nuclei.data[y * side + x] = 1;
      image.data.fill(0, 3 * (y * side + x), 3 * (y * side + x) + 3);
    }
  }
  const found = imageStatistics(image, nuclei);
  expect(found).toHaveLength(IMAGE_STATISTICS.length);
  expect(of(found, 'nuclei lightness')).toBeCloseTo(0, 6);
  expect(of(found, 'background lightness')).toBeCloseTo(100, 3);
  expect(of(found, 'background texture 1')).toBe(Math.log(0.25));
  expect(of(found, 'rim step')).toBeCloseTo(Math.log(255.25), 5);
  expect(of(found, 'count')).toBeCloseTo(Math.log1p(1000), 9);
  expect(of(found, 'area share')).toBeCloseTo(0.4, 9);
  expect(of(found, 'diameter')).toBeCloseTo(Math.log1p(Math.sqrt(64 / Math.PI)), 9);
  expect(of(found, 'diameter spread')).toBe(0);
  expect(of(found, 'solidity')).toBe(1);
});

test('stripes have the texture of their period', () => {
  const image = rgbImage(
    8,
    8,
    Uint8Array.from({ length: 192 }, (_, i) => (Math.floor(i / 3) % 2 ? 30 : 10)),
  );
  const found = imageStatistics(image, mask(8, 8));
  // to the right 20 apart, downwards 0
  expect(of(found, 'background texture 1')).toBeCloseTo(Math.log(0.25 + Math.sqrt(200)), 5);
  expect(of(found, 'background texture 2')).toBe(Math.log(0.25));
});

test.each([
  ['nothing marked', 0],
  ['all marked', 1],
])('%s gives finite numbers', (_, inside) => {
  const found = imageStatistics(rgbImage(5, 4), mask(5, 4, new Uint8Array(20).fill(inside)));
  expect(found.every(Number.isFinite)).toBe(true);
});
