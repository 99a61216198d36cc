import { MEASUREMENT_COLUMNS, type NucleusMeasurement } from '@leukolens/imaging';
import { z } from 'zod';

/** Rises when a reader of an older version would misunderstand what is written. */
export const SCHEMA_VERSION = 1;

const nucleusSchema = z.strictObject(
  Object.fromEntries(
    MEASUREMENT_COLUMNS.map(({ key }) => [key, /Um2?$/.test(key) ? z.number().optional() : z.number()]),
  ),
) as unknown as z.ZodType<NucleusMeasurement>;

/** What is known of one image after a run. */
export const imageResultSchema = z.strictObject({
  /** The image's path relative to what was asked for, with forward slashes. */
  image: z.string(),
  /** Pixels; null where the file could not be read. */
  width: z.int().positive().nullable(),
  height: z.int().positive().nullable(),
  /** Null where the image failed. */
  nuclei: z
    .strictObject({
      count: z.int().nonnegative(),
      /** Share of the image's pixels that are nucleus, 0 to 1. */
      areaFraction: z.number().min(0).max(1),
      objects: z.array(nucleusSchema),
    })
    .nullable(),
  /** What the user should know before relying on the numbers, a clause each. */
  warnings: z.array(z.string()),
  /** Why the image failed, in one line; null where it did not. */
  error: z.string().nullable(),
});

export type ImageResult = z.infer<typeof imageResultSchema>;

/** A model as results name it. */
const usedModelSchema = z.strictObject({
  name: z.string(),
  /** Of its weights. */
  sha256: z.string(),
  /** What it may be used for. */
  notice: z.string(),
});

export type UsedModel = z.infer<typeof usedModelSchema>;

/** A whole run, as `results.json` holds it. */
export const resultsSchema = z.strictObject({
  schemaVersion: z.literal(SCHEMA_VERSION, {
    error: (issue) =>
      `results of schema version ${JSON.stringify(issue.input)}: this program reads version ${SCHEMA_VERSION}`,
  }),
  software: z.strictObject({ name: z.string(), version: z.string() }),
  notice: z.string(),
  settings: z.record(z.string(), z.unknown()),
  /** Those that the method used; none for the handcrafted one. */
  models: z.array(usedModelSchema),
  results: z.array(imageResultSchema),
});

export type Results = z.infer<typeof resultsSchema>;
