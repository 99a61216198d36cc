import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rgbImage } from '../image.ts';
import { stainJitter } from './stain-jitter.ts';

describe('stain jitter', () => {
  it('with the identity and no offset gives the image back', () => {
    const image = rgbImage(256, 1);
    for (let i = 0; i < image.data.length; i++) image.data[i] = i % 3 === 1 ? 255 - i / 3 : i / 3;
    expect(stainJitter(image)).toEqual(image);
  });

  it('follows Beer and Lambert', () => {
    // 127, 63 and 31 let through 1/2, 1/4 and 1/8 of the light: densities ln 2, 2 ln 2, 3 ln 2
    const image = rgbImage(1, 1, Uint8Array.of(127, 63, 31));
    const levels = (matrix: number[], offset = [0, 0, 0]) => [...stainJitter(image, { matrix, offset }).data];
    // twice the dye: 1/4, 1/16, 1/64
    expect(levels([2, 0, 0, 0, 2, 0, 0, 0, 2])).toEqual([63, 15, 3]);
    // half as much light: one ln 2 more each
    expect(levels([1, 0, 0, 0, 1, 0, 0, 0, 1], [Math.LN2, Math.LN2, Math.LN2])).toEqual([63, 31, 15]);
    // red takes green's density too, 3 ln 2; green takes half of red's off, 1.5 ln 2: 256/2.83 - 1; blue becomes red
    expect(levels([1, 1, 0, -0.5, 1, 0, 1, 0, 0])).toEqual([31, 90, 127]);
  });

  it('clips brighter than white and darker than black', () => {
    const image = rgbImage(1, 1, Uint8Array.of(200, 200, 10));
    expect([...stainJitter(image, { offset: [-1, 0, 4] }).data]).toEqual([255, 200, 0]);
  });

  it('equals the definition, logarithm and exponential taken for every sample', () => {
    const entry = fc.double({ min: -2, max: 2, noNaN: true });
    const list = (length: number) => fc.array(entry, { minLength: length, maxLength: length });
    const level = fc.integer({ min: 0, max: 255 });
    fc.assert(
      fc.property(list(9), list(3), fc.tuple(level, level, level), (matrix, offset, rgb) => {
        const { data } = stainJitter(rgbImage(1, 1, Uint8Array.from(rgb)), { matrix, offset });
        const density = rgb.map((value) => -Math.log((value + 1) / 256));
        for (let c = 0; c < 3; c++) {
          const sum = density.reduce((total, d, k) => total + matrix[3 * c + k]! * d, offset[c]!);
          const exact = Math.min(255, Math.max(0, 256 * Math.exp(-sum) - 1));
          expect(Math.abs(data[c]! - exact)).toBeLessThan(0.5 + 1e-6);
        }
      }),
      { seed: 11 },
    );
  });

  it('refuses options out of range', () => {
    const image = rgbImage(1, 1);
    expect(() => stainJitter(image, { matrix: [1, 2] })).toThrow('stain matrix [1, 2]: expected 9 numbers');
    expect(() => stainJitter(image, { offset: [0, 5, 0] })).toThrow('expected 3 numbers from -4 to 4');
    expect(() => stainJitter(image, { offset: [0, Number.NaN, 0] })).toThrow(RangeError);
  });
});
