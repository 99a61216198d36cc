import { fillHoles, type Mask, type RgbImage, removeSmall, rgbImage } from '@leukolens/imaging';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Segmenter } from '../segmenter.ts';

/** What a segmenter promises of its masks, besides that they lie on nuclei. */
export interface Promises {
  /** Smallest object, in pixels. */
  readonly area: number;
  /** Whether objects are free of holes. */
  readonly solid: boolean;
}

/** A field of pale discs with dark violet discs on some: crude, but every stage of a segmenter has work to do. */
export const crudeSmears = fc
  .record({
    width: fc.integer({ min: 1, max: 90 }),
    height: fc.integer({ min: 1, max: 90 }),
    cells: fc.array(
      fc.record({
        x: fc.integer({ min: -5, max: 95 }),
        y: fc.integer({ min: -5, max: 95 }),
        radius: fc.integer({ min: 1, max: 25 }),
        dark: fc.boolean(),
      }),
      { maxLength: 8 },
    ),
    noise: fc.constantFrom(0, 4, 40),
    seed: fc.integer(),
  })
  .map(({ width, height, cells, noise, seed }): RgbImage => {
    const image = rgbImage(width, height);
    let state = seed | 1;
    for (let i = 0; i < image.data.length; i += 3) {
      const [x, y] = [(i / 3) % width, Math.floor(i / 3 / width)];
      const cell = cells.findLast((each) => (each.x - x) ** 2 + (each.y - y) ** 2 <= each.radius ** 2);
      const colour = cell === undefined ? [235, 225, 220] : cell.dark ? [110, 50, 150] : [220, 150, 160];
      for (let channel = 0; channel < 3; channel++) {
        state = Math.imul(state ^ (state >>> 13), 0x5bd1e995) + i;
        const value = colour[channel]! + ((state >>> 8) % (noise + 1)) - noise / 2;
        image.data[i + channel] = Math.max(0, Math.min(255, value));
      }
    }
    return image;
  });

/** The behaviour that every segmenter must show, whatever it is made of. */
export function describeSegmenter(name: string, create: () => Segmenter, { area, solid }: Promises): void {
  describe(`${name}, as a segmenter`, () => {
    test('gives a mask of the image size, of 0 and 1, and leaves the image as it was', async () => {
      const segmenter = create();
      await fc.assert(
        fc.asyncProperty(crudeSmears, async (image) => {
          const before = image.data.slice();
          const mask = await segmenter.segment(image);
          expect([mask.width, mask.height]).toEqual([image.width, image.height]);
          expect(mask.data.every((value) => value === 0 || value === 1)).toBe(true);
          expect(image.data).toEqual(before);
        }),
        { numRuns: 60, seed: 7 },
      );
    });

    test(`keeps no object under ${area} pixels${solid ? ', and no hole' : ''}`, async () => {
      const segmenter = create();
      await fc.assert(
        fc.asyncProperty(crudeSmears, async (image) => {
          const mask: Mask = await segmenter.segment(image);
          expect(removeSmall(mask, area)).toEqual(mask);
          if (solid) expect(fillHoles(mask)).toEqual(mask);
        }),
        { numRuns: 60, seed: 8 },
      );
    });

    test('gives the same mask twice, and finds nothing in a flat image', async () => {
      const segmenter = create();
      const [image] = fc.sample(crudeSmears, { numRuns: 1, seed: 9 }) as [RgbImage];
      expect(await segmenter.segment(image)).toEqual(await segmenter.segment(image));
      for (const level of [0, 128, 255]) {
        const flat = rgbImage(40, 30, new Uint8Array(3600).fill(level));
        expect((await segmenter.segment(flat)).data.some((value) => value !== 0)).toBe(false);
      }
    });
  });
}
