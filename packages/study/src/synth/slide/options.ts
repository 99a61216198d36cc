import { z } from 'zod';
import { stainNames } from '../stains.ts';

/** Side of the squares that a slide is laid out and drawn in, in pixels. */
export const PATCH = 1000;

/** Every option of a synthetic slide; ranges and defaults are in the descriptions. */
export const slideOptionsSchema = z.strictObject({
  width: z.int().min(PATCH).max(200_000).default(8000).describe('Width, px, 1000 to 200000, default 8000.'),
  height: z.int().min(PATCH).max(200_000).default(8000).describe('Height, px, 1000 to 200000, default 8000.'),
  seed: z
    .union([z.int(), z.string().max(200)])
    .default(1)
    .describe('The same seed and options give the same bytes. A whole number or a text, default 1.'),
  stain: z
    .enum(stainNames)
    .default('pink')
    .describe(`Stain and camera: ${stainNames.join(', ')}, default pink.`),
  nucleusDiameter: z
    .number()
    .min(16)
    .max(80)
    .default(32)
    .describe(
      'Diameter of an 8 µm nucleus, px, 16 to 80, default 32: 0.25 µm a pixel, as with a lens of 40 times.',
    ),
  whiteCells: z
    .number()
    .min(0)
    .max(60)
    .default(12)
    .describe('White cells a million pixels, where there is blood, 0 to 60, default 12.'),
  blastShare: z
    .number()
    .min(0)
    .max(1)
    .default(0.3)
    .describe('Share of lymphoblasts among them, 0 to 1, default 0.3.'),
});

export type SlideOptions = z.infer<typeof slideOptionsSchema>;
