import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { colourConstancy } from '../colour/colour-constancy.ts';
import { magentaSaturation } from '../colour/magenta-saturation.ts';
import { type GreyImage, greyImage, rgbImage } from '../image.ts';
import { differenceWeights, spatialTaps } from './bilateral-weights.ts';
import { type BilateralOptions, PlaneFilter } from './plane-filter.ts';

/** The filter by its definition, one tap after the other, in the arithmetic of OpenCV's AVX2 code. */
function definition(image: GreyImage, { diameter, sigma }: BilateralOptions): Uint8Array {
  const { width, height, data } = image;
  const taps = spatialTaps((diameter - 1) / 2, sigma);
  const colour = differenceWeights(sigma);
  const mirror = (i: number, size: number): number => {
    if (size === 1) return 0;
    const period = Math.abs(i) % (2 * size - 2);
    return period < size ? period : 2 * size - 2 - period;
  };
  return data.map((centre, i) => {
    let sum = 0;
    let weights = 0;
    for (const { dx, dy, weight } of taps) {
      const value =
        data[mirror(Math.floor(i / width) + dy, height) * width + mirror((i % width) + dx, width)]!;
      const w = Math.fround(weight * colour[Math.abs(value - centre)]!);
      weights = Math.fround(weights + w);
      sum = Math.fround(value * w + sum);
    }
    const mean = Math.fround(sum / weights);
    return mean % 1 === 0.5 ? 2 * Math.round(mean / 2) : Math.round(mean);
  });
}

/** Images of every kind of neighbourhood: flat, sloping, edges, noise of any strength. */
const planes = fc
  .record({
    width: fc.integer({ min: 1, max: 40 }),
    height: fc.integer({ min: 1, max: 24 }),
    base: fc.integer({ min: 0, max: 255 }),
    slope: fc.integer({ min: -9, max: 9 }),
    noise: fc.constantFrom(0, 1, 3, 8, 20, 60, 255),
    seed: fc.integer(),
  })
  .map(({ width, height, base, slope, noise, seed }) => {
    let state = seed | 1;
    const image = greyImage(width, height);
    for (let i = 0; i < image.data.length; i++) {
      state = Math.imul(state ^ (state >>> 13), 0x5bd1e995) + i;
      const value = base + slope * (i % width) + ((state >>> 8) % (noise + 1)) - noise / 2;
      image.data[i] = Math.max(0, Math.min(255, value));
    }
    return image;
  });

describe('PlaneFilter', () => {
  test.each([
    { diameter: 9, sigma: 50 },
    { diameter: 9, sigma: 3 },
    { diameter: 9, sigma: 5000 },
    { diameter: 3, sigma: 50 },
    { diameter: 13, sigma: 20 },
  ])('equals the definition, bit for bit, with %o', (options) => {
    const filter = new PlaneFilter(options);
    fc.assert(
      fc.property(planes, (image) => {
        const { image: smooth, histogram } = filter.grey(image);
        expect(smooth.data).toEqual(definition(image, options));
        const counts = new Uint32Array(256);
        for (const level of smooth.data) counts[level] = counts[level]! + 1;
        expect(histogram).toEqual(counts);
      }),
      { numRuns: 60, seed: 1 },
    );
  });

  test('joins colour constancy, magenta times saturation and the filter in one pass', () => {
    const filter = new PlaneFilter({ diameter: 9, sigma: 50 });
    const image = rgbImage(61, 37);
    for (let i = 0; i < image.data.length; i++) image.data[i] = (Math.imul(i, 2654435761) >>> 13) % 256;
    const stages = filter.grey(magentaSaturation(colourConstancy(image)));
    expect(filter.magentaSaturation(image)).toEqual(stages);
  });

  test('gives the same in strips as in one piece', () => {
    const filter = new PlaneFilter({ diameter: 9, sigma: 50 });
    const wide = greyImage(40_000, 70); // 2.8 megapixels: several strips
    for (let i = 0; i < wide.data.length; i++) wide.data[i] = (Math.imul(i, 2654435761) >>> 24) % 90;
    const narrow = greyImage(100, 70);
    for (let y = 0; y < 70; y++) narrow.data.set(wide.data.subarray(y * 40_000, y * 40_000 + 100), y * 100);
    const whole = filter.grey(wide).image.data;
    const part = filter.grey(narrow).image.data;
    for (let y = 0; y < 70; y++) {
      expect(whole.subarray(y * 40_000, y * 40_000 + 96)).toEqual(part.subarray(y * 100, y * 100 + 96));
    }
  });

  test('refuses what it cannot do, by name', () => {
    expect(() => new PlaneFilter({ diameter: 8, sigma: 50 })).toThrow(
      'bilateral diameter 8: expected an odd',
    );
    expect(() => new PlaneFilter({ diameter: 9, sigma: 0 })).toThrow(
      'bilateral sigma 0: expected 0.001 to 5000',
    );
  });
});
