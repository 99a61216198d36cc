import { NOTICE, softmax } from '@leukolens/cad';
import { z } from 'zod';
import { epochSchema, softwareSchema } from '../evaluate/common-schema.ts';
import { bootstrapClusters } from '../metrics/bootstrap-clusters.ts';
import { classScores, confusion, predicted } from '../metrics/class-scores.ts';
import { CONDITIONS, type Condition } from './conditions.ts';

/** The version of the result below that this software writes and reads. */
export const CLASSIFICATION_RESULT_VERSION = 1;

const share = z.number().min(0).max(1);
const count = z.int().nonnegative();
const interval = z.tuple([share, share]).readonly();

/** How good a classifier is on images in one state. */
const scoresSchema = z.object({
  images: count,
  accuracy: share,
  /** 95 %, by bootstrap over blocks or groups. */
  accuracyInterval: interval,
  macroF1: share,
  calibrationError: share,
  brier: z.number().min(0).max(2),
  /** In the order of the classes; null where only one side is there. */
  auroc: z.array(share.nullable()),
  /** True classes in rows. */
  confusion: z.array(z.array(count)),
});
export type ConditionScores = z.infer<typeof scoresSchema>;

const foldSchema = z.object({
  fold: count,
  /** Images trained on, left out as guards, held back to calibrate, tested. */
  train: count,
  guard: count,
  calibration: count,
  test: count,
  seconds: z.number(),
  temperature: z.number().positive(),
  curve: z.array(epochSchema({ accuracy: share })),
});

/** What `crossval classifier` writes. */
export const classificationResultSchema = z.object({
  schemaVersion: z.literal(CLASSIFICATION_RESULT_VERSION),
  kind: z.literal('classification-evaluation'),
  notice: z.string(),
  method: z.string(),
  software: softwareSchema,
  data: z.object({ name: z.string(), images: count, sha256: z.string() }),
  classes: z.array(z.string()),
  recipe: z.record(z.string(), z.json()),
  /** How the nuclei were found: the method with its settings. */
  segmentation: z.looseObject({ method: z.string() }),
  seed: z.number(),
  folds: z.object({ count, sha256: z.string(), guarded: z.boolean() }),
  /** Name of the model that every fold's training began with; absent: none. */
  from: z.string().optional(),
  done: z.array(foldSchema),
  /** By state; those without an image are absent. */
  scores: z.partialRecord(z.enum(CONDITIONS), scoresSchema),
  /** Of the images held back: [fold, true class, logits …]. */
  calibration: z.array(z.array(z.number())),
  /** Of the test images in each state. */
  perImage: z.array(
    z.object({
      image: z.string(),
      fold: count,
      label: count,
      condition: z.enum(CONDITIONS),
      donor: z.string().optional(),
      logits: z.array(z.number()),
    }),
  ),
});
export type ClassificationResult = z.infer<typeof classificationResultSchema>;

/** What a result is summed up from. */
export type ClassificationRecord = Omit<ClassificationResult, 'schemaVersion' | 'kind' | 'notice' | 'scores'>;

/**
 * Sums up what networks said of test images, each by its fold's temperature.
 * @param clusterOf what an image is resampled with: its block or group
 */
export function classificationResult(
  record: ClassificationRecord,
  clusterOf: (image: string) => string,
): ClassificationResult {
  const { classes, perImage, done, seed } = record;
  const temperatureOf = new Map(done.map(({ fold, temperature }) => [fold, temperature]));
  const scores: Partial<Record<Condition, ConditionScores>> = {};
  for (const condition of CONDITIONS) {
    const shown = perImage.filter((each) => each.condition === condition);
    if (shown.length === 0) continue;
    const verdicts = shown.map(({ label, logits, fold }) => ({
      label,
      probabilities: softmax(logits, temperatureOf.get(fold)),
    }));
    const { auroc, ...others } = classScores(verdicts, classes.length);
    const right = verdicts.map((verdict) => (predicted(verdict) === verdict.label ? 1 : 0));
    const clusters = shown.map(({ image }) => clusterOf(image));
    scores[condition] = {
      images: shown.length,
      ...others,
      accuracyInterval: bootstrapClusters(right, clusters, { seed }),
      auroc: auroc.map((area) => area ?? null),
      confusion: confusion(verdicts, classes.length),
    };
  }
  return {
    schemaVersion: CLASSIFICATION_RESULT_VERSION,
    kind: 'classification-evaluation',
    notice: NOTICE,
    ...record,
    scores,
  };
}

/** A result read from JSON; throws where it is of another version, naming it, or does not fit the schema. */
export function readClassificationResult(json: unknown): ClassificationResult {
  const { schemaVersion } = z.object({ schemaVersion: z.unknown() }).parse(json);
  if (schemaVersion !== CLASSIFICATION_RESULT_VERSION) {
    throw new Error(
      `this is a classification result of version ${schemaVersion}; version ${CLASSIFICATION_RESULT_VERSION} can be read`,
    );
  }
  return classificationResultSchema.parse(json);
}
