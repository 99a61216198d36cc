import { rgbImage } from '@leukolens/imaging';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Handcrafted } from './handcrafted.ts';
import { crudeSmears, describeSegmenter } from './testing/segmenter-suite.ts';

describeSegmenter('Handcrafted', () => new Handcrafted(), { area: 150, solid: true });
describeSegmenter(
  'Handcrafted with other options',
  () => new Handcrafted({ bilateral: 5, area: 20, closing: 7 }),
  {
    area: 20,
    solid: true,
  },
);
describeSegmenter('Handcrafted with dilation', () => new Handcrafted({ dilation: 4 }), {
  area: 150,
  solid: false,
});

describe('Handcrafted', () => {
  test('finds a violet disc among pale ones, to the pixel', () => {
    const image = rgbImage(60, 50, new Uint8Array(9000).fill(230));
    const inside = (x: number, y: number) => (x - 30) ** 2 + (y - 25) ** 2 <= 12 ** 2;
    for (let y = 0; y < 50; y++) {
      for (let x = 0; x < 60; x++) if (inside(x, y)) image.data.set([110, 50, 150], (y * 60 + x) * 3);
    }
    const mask = new Handcrafted().segmentNow(image);
    const truth = Uint8Array.from({ length: 3000 }, (_, i) => (inside(i % 60, Math.floor(i / 60)) ? 1 : 0));
    // the 9x9 window shaves or fills single pixels of the outline at most
    const differing = mask.data.reduce((sum, value, i) => sum + (value === truth[i] ? 0 : 1), 0);
    expect(differing).toBeLessThanOrEqual(8);
  });

  test('its stages end in the same mask', () => {
    const segmenter = new Handcrafted();
    for (const image of fc.sample(crudeSmears, { numRuns: 20, seed: 3 })) {
      expect(segmenter.stages(image).mask).toEqual(segmenter.segmentNow(image));
    }
  });

  test('dilation grows what the method found, last of all', () => {
    const [plain, grown] = [new Handcrafted(), new Handcrafted({ dilation: 3 })];
    for (const image of fc.sample(crudeSmears, { numRuns: 20, seed: 4 })) {
      const [before, after] = [plain.segmentNow(image).data, grown.segmentNow(image).data];
      expect(before.every((value, i) => value <= after[i]!)).toBe(true);
    }
  });

  test('colour constancy and threshold are settled once per field, however large', () => {
    // the filter works in strips of 2^19 pixels: the discs above, pale and dark, lie in the first, those below in the second
    const [width, half] = [640, 900];
    const disc = (x: number, y: number) => ((x % 80) - 40) ** 2 + ((y % 90) - 45) ** 2 < 25 ** 2;
    const above = rgbImage(width, half);
    for (let y = 0; y < half; y++) {
      for (let x = 0; x < width; x++) {
        above.data.set(disc(x, y) ? [190, 160, 205] : [235, 225, 228], 3 * (y * width + x));
      }
    }
    const below = rgbImage(width, half);
    for (let i = 0; i < width * half; i++) {
      const dark = disc(i % width, Math.floor(i / width));
      below.data.set(dark ? [90, 25, 120] : [235, 225, 228], 3 * i);
    }
    const field = rgbImage(width, 2 * half, new Uint8Array([...above.data, ...below.data]));
    const segmenter = new Handcrafted();
    const found = (of: typeof field, fromRow: number) =>
      segmenter.segmentNow(of).data[(fromRow + 45) * width + 40];
    expect([found(above, 0), found(below, 0)]).toEqual([1, 1]);
    expect([found(field, 0), found(field, half)]).toEqual([0, 1]);
    expect(segmenter.stages(field).mask).toEqual(segmenter.segmentNow(field));
  });

  test('names the option that is out of range', () => {
    expect(() => new Handcrafted({ bilateral: 8 })).toThrow(
      /bilateral[\s\S]*must be odd|must be odd[\s\S]*bilateral/,
    );
    expect(() => new Handcrafted({ area: -1 })).toThrow(/area/);
  });
});
