import { z } from 'zod';
import { familiaritySchema } from '../certainty/out-of-distribution.ts';
import { classifierDesignSchema } from '../classify/design.ts';
import { clusterSpaceSchema } from '../clusters/cluster-space.ts';
import { designSchema } from '../segment/network/design.ts';

/** Rises when a program of before would misunderstand a model. */
export const MODEL_SCHEMA_VERSION = 1;

/** A model's name, of which its folder has to be called, too. */
export const MODEL_NAME = /^[a-z0-9][a-z0-9.-]{0,63}$/;

const share = z.number().min(0).max(1);

/** What every model's description says, whatever its kind. */
const common = {
  schemaVersion: z.literal(MODEL_SCHEMA_VERSION, {
    error: ({ input: found }) =>
      `a model of schema version ${JSON.stringify(found)}: this program reads version ${MODEL_SCHEMA_VERSION}`,
  }),
  name: z.string().regex(MODEL_NAME, 'expected small letters, digits, dots and hyphens'),
  notice: z.string(),
  weights: z.strictObject({
    sha256: z.string().regex(/^[0-9a-f]{64}$/),
    storage: z.enum(['float32', 'float16', 'int8']),
  }),
  training: z.strictObject({
    software: z.strictObject({ name: z.string(), version: z.string() }),
    /** What it was trained on, with the SHA-256 over all of its files. */
    data: z.array(
      z.strictObject({ name: z.string(), images: z.int().positive(), sha256: z.string(), terms: z.string() }),
    ),
    recipe: z.record(z.string(), z.json()),
    seed: z.number(),
    /** Name of the model that it was trained on from. */
    from: z.string().optional(),
  }),
  /** What it is not, and where it fails, a sentence each. */
  limits: z.array(z.string()),
};

/** What a figure was measured on, and how: with networks trained in the same way, on images that they had not seen. */
const measured = { data: z.string(), images: z.int().positive(), how: z.string() };

/** `model.json` of a network that outlines: all that is needed to use it, and what is known of it. */
export const outlineModelSchema = z.strictObject({
  ...common,
  kind: z.literal('outline'),
  design: designSchema,
  figures: z.array(z.strictObject({ ...measured, iou: share })),
});
/** The description of a network that outlines. */
export type OutlineModelDescription = z.infer<typeof outlineModelSchema>;

/** `model.json` of a network that classifies. */
export const classifierModelSchema = z.strictObject({
  ...common,
  kind: z.literal('classifier'),
  design: classifierDesignSchema,
  /** By what logits are divided before they become probabilities (Guo et al. 2017); 1 where it was not fitted. */
  temperature: z.number().positive().default(1),
  /** What makes prediction sets; without it none are given. */
  conformal: z.strictObject({ coverage: share, threshold: share }).optional(),
  /** What the images trained on are like; without it no image is flagged as unlike them. */
  familiarity: familiaritySchema.optional(),
  /** The plane of test images; without it no image is placed among them. */
  clusterSpace: clusterSpaceSchema.optional(),
  figures: z.array(
    z.strictObject({
      ...measured,
      accuracy: share,
      macroF1: share,
      /** Mean over the classes. */
      auroc: share.optional(),
      /** Expected calibration error. */
      calibrationError: share.optional(),
      /** Share of prediction sets that hold the true class, and how many classes they name. */
      coverage: share.optional(),
      setSize: z.number().nonnegative().optional(),
      /** Share that is flagged as unlike the images trained on. */
      flagged: share.optional(),
    }),
  ),
});
/** The description of a network that classifies. */
export type ClassifierModelDescription = z.infer<typeof classifierModelSchema>;

/** The kinds of model, by name. */
export const MODEL_SCHEMAS = { outline: outlineModelSchema, classifier: classifierModelSchema } as const;
export type ModelKind = keyof typeof MODEL_SCHEMAS;

/** A model's description. */
export type ModelDescription<Kind extends ModelKind = ModelKind> = z.infer<(typeof MODEL_SCHEMAS)[Kind]>;
