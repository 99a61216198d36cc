import { MEASUREMENT_COLUMNS, type NucleusMeasurement } from '@leukolens/imaging';
import { z } from 'zod';
import { CLASSIFIER_LAYERS } from './classify/design.ts';
import { MAP_METHODS } from './explain/activation-maps.ts';

/** Rises when a reader of an older version would misunderstand what is written. */
export const SCHEMA_VERSION = 1;

/** A nucleus as measured, and what maps make of it. */
export type NucleusResult = NucleusMeasurement & {
  /** Pixels of the whole cell, nucleus and cytoplasm, px²; there where the method outlines cells and this one lies within the image. */
  readonly cellArea?: number | undefined;
  /** The same in µm²; there where the size of a pixel is known, too. */
  readonly cellAreaUm2?: number | undefined;
  /** `area` / `cellArea`, the nucleus-to-cell ratio, above 0 to 1. */
  readonly nucleusToCell?: number | undefined;
  /** By METHOD-LAYER, the share of the map that lies on this nucleus, 0 to 1; there for explained images. */
  readonly mapShares?: Readonly<Record<string, number>> | undefined;
  /** By class of the classifier of single nuclei, its probability; there where one looked. */
  readonly classes?: Readonly<Record<string, number>> | undefined;
  /** Above 1 that classifier was trained on nothing like it: its probabilities are not to be relied on. Absent where it cannot tell. */
  readonly unfamiliarity?: number | undefined;
};

/** Whether the classifier of single nuclei was trained on nothing like a nucleus. */
export function isUnlike({ unfamiliarity = 0 }: NucleusResult): boolean {
  return unfamiliarity > 1;
}

/** The class that a nucleus most probably is of; undefined where no classifier looked, or it is unlike those that one was trained on. */
export function likeliestClass(nucleus: NucleusResult): string | undefined {
  if (isUnlike(nucleus)) return undefined;
  return Object.entries(nucleus.classes ?? {}).sort(([, a], [, b]) => b - a)[0]?.[0];
}

const share = z.number().min(0).max(1);

const nucleusSchema = z.strictObject({
  ...Object.fromEntries(
    MEASUREMENT_COLUMNS.map(({ key }) => [key, /Um2?$/.test(key) ? z.number().optional() : z.number()]),
  ),
  cellArea: z.int().positive().optional(),
  cellAreaUm2: z.number().positive().optional(),
  nucleusToCell: share.optional(),
  mapShares: z.record(z.string(), z.number()).optional(),
  classes: z.record(z.string(), share).optional(),
  unfamiliarity: z.number().nonnegative().optional(),
}) as unknown as z.ZodType<NucleusResult>;

/** What a classifier made of an image. */
const classificationSchema = z.strictObject({
  /** Name of the most probable class. */
  label: z.string(),
  /** By class, in the classifier's order; they add up to 1. */
  probabilities: z.record(z.string(), share),
  /** Before they became probabilities, in the classifier's order. */
  logits: z.array(z.number()),
  /** How many parts of the image were looked at; logits are their means. */
  windows: z.int().positive(),
  /** Classes among which the true one is as often as the classifier promises, the most probable first; null where it does not. */
  conformalSet: z.array(z.string()).nullable().default(null),
  /** Whether the image is unlike those trained on: its numbers are then not to be relied on. Null where that is not known. */
  outOfDistribution: z
    .strictObject({
      flag: z.boolean(),
      /** Above 1 is flagged. */
      score: z.number().nonnegative(),
      /** What about the image is most unusual. */
      mostUnusual: z.string(),
    })
    .nullable()
    .default(null),
});

/** An image's place among the classifier's test images, in the plane of their logits. */
const clusterSchema = z.strictObject({
  x: z.number(),
  y: z.number(),
  /** The class whose cluster is nearest, by the distances below. */
  nearest: z.string(),
  /** By class, the distance to its cluster's centre in the cluster's own deviations; null where that has no width. */
  distances: z.record(z.string(), z.number().nullable()),
});

/** An activation map of an image; its picture is a file beside. */
const mapSchema = z.strictObject({
  layer: z.enum(CLASSIFIER_LAYERS),
  method: z.enum(MAP_METHODS),
  /** Name of the class explained. */
  target: z.string(),
  /** Least and largest raw value: the picture's scale goes from 0 to the largest. */
  least: z.number(),
  largest: z.number(),
  /** Whether anything speaks for the class. */
  supported: z.boolean(),
  /** Share of the map that lies on nuclei; null where the map is nothing everywhere. */
  energyInNuclei: share.nullable(),
});
export type MapResult = z.infer<typeof mapSchema>;

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
      /**
       * By class of the classifier of single nuclei: how many nuclei most probably are of it, of those that are like the nuclei it was
       * trained on; absent where none looked or there is no such nucleus.
       */
      byClass: z
        .record(
          z.string(),
          z.strictObject({
            count: z.int().nonnegative(),
            share,
            /** 95 %, by Wilson's score. */
            interval: z.tuple([share, share]),
          }),
        )
        .optional(),
    })
    .nullable(),
  /** Null where nothing was classified. */
  classification: classificationSchema.nullable().default(null),
  /** Null where the classifier knows no clusters. */
  cluster: clusterSchema.nullable().default(null),
  /** Empty where nothing was explained. */
  maps: z.array(mapSchema).default([]),
  /** What the user should know before relying on the numbers, a clause each. */
  warnings: z.array(z.string()),
  /** Why the image failed, in one line; null where it did not. */
  error: z.string().nullable(),
});

export type ImageResult = z.infer<typeof imageResultSchema>;

/** The record of an image that failed, with the reason in one line. */
export function failedImage(image: string, error: string): ImageResult {
  return {
    image,
    width: null,
    height: null,
    nuclei: null,
    classification: null,
    cluster: null,
    maps: [],
    warnings: [],
    error,
  };
}

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
