import { z } from 'zod';
import { ZONES } from './tissue-map.ts';

const share = z.number().min(0).max(1);
const regionSchema = z.strictObject({
  left: z.int().nonnegative(),
  top: z.int().nonnegative(),
  width: z.int().positive(),
  height: z.int().positive(),
});

/** A field that is worth looking at, in pixels of the full resolution. */
const fieldSchema = regionSchema.extend({
  nuclei: z.int().nonnegative(),
  /** What fields are ranked by: the expected number of `rankedBy`'s cells, or the number of nuclei. */
  score: z.number().nonnegative(),
  /** Its picture's file, relative to the slide's folder. */
  picture: z.string(),
});
export type SlideField = z.infer<typeof fieldSchema>;

/** A slide after a run, as `slide.json` holds it. */
export const slideSummarySchema = z.strictObject({
  schemaVersion: z.literal(1),
  software: z.strictObject({ name: z.string(), version: z.string() }),
  notice: z.string(),
  slide: z.strictObject({
    name: z.string(),
    width: z.int().positive(),
    height: z.int().positive(),
    levels: z.int().positive(),
    kind: z.enum(['aperio', 'ome', 'tiff']),
    /** By the file, or as was given; null where unknown. */
    micrometresPerPixel: z.number().positive().nullable(),
    magnification: z.number().positive().nullable(),
  }),
  settings: z.record(z.string(), z.unknown()),
  models: z.array(z.strictObject({ name: z.string(), sha256: z.string(), notice: z.string() })),
  /** Share of the slide that is blank, thick, blurred, and read. */
  zones: z.record(z.enum(ZONES), share),
  nuclei: z.strictObject({
    count: z.int().nonnegative(),
    /** Of the part that was read: not of tiles that failed, nor of what the file lost; null where the size of a pixel is unknown. */
    squareMillimetres: z.number().nonnegative().nullable(),
    /** The same part's; null likewise. */
    perSquareMillimetre: z.number().nonnegative().nullable(),
    /**
     * By class of the classifier of single nuclei: how many most probably are of it, of those that are like the nuclei it was trained on,
     * and their share with its 95 % interval; absent where none looked or there is no such nucleus.
     */
    byClass: z
      .record(
        z.string(),
        z.strictObject({ count: z.int().nonnegative(), share, interval: z.tuple([share, share]) }),
      )
      .optional(),
  }),
  /** Objects larger than any nucleus, which were left out. */
  clumps: z.int().nonnegative(),
  /** Parts of the file that could not be read: how many, and the first hundred. */
  missing: z.strictObject({ count: z.int().nonnegative(), parts: z.array(regionSchema) }),
  fields: z.array(fieldSchema),
  /** A class, or `nuclei`. */
  rankedBy: z.string(),
  /** What the user should know before relying on the numbers, a clause each. */
  warnings: z.array(z.string()),
});

export type SlideSummary = z.infer<typeof slideSummarySchema>;
