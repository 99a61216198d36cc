import { type ConformalRule, conformalSet, MAP_METHODS, NOTICE } from '@leukolens/cad';
import { z } from 'zod';
import { epochSchema, softwareSchema } from '../evaluate/common-schema.ts';
import { MEASURES } from '../explain/faithfulness.ts';
import { bootstrapClusters } from '../metrics/bootstrap-clusters.ts';
import { classScores, confusion, predicted } from '../metrics/class-scores.ts';
import { resultShardSchema } from '../shards/result-shard.ts';
import { CONDITIONS, type Condition } from './conditions.ts';
import { verdictsIn } from './verdicts.ts';

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
  /** Prediction sets: how many hold the true class, of all and by class (null where none is there), and how many classes they name. */
  sets: z
    .object({ coverage: share, byClass: z.array(share.nullable()), meanSize: z.number().nonnegative() })
    .optional(),
  /** Share that is flagged as unlike the images trained on. */
  flagged: share.optional(),
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
  /** What makes prediction sets; absent where nothing settled it. */
  conformal: z.object({ coverage: share, threshold: share }).optional(),
  curve: z.array(epochSchema({ accuracy: share })),
  /** Means over test images with 95 % intervals; absent where none was explained. */
  faithfulness: z
    .array(
      z.object({
        layer: z.string().optional(),
        method: z.enum([...MAP_METHODS, 'random', 'edges']),
        measures: z.partialRecord(
          z.enum(MEASURES),
          z.object({ count, mean: z.number(), interval: z.tuple([z.number(), z.number()]).readonly() }),
        ),
      }),
    )
    .optional(),
});

/** What `crossval classifier` writes. */
export const classificationResultSchema = z.object({
  schemaVersion: z.literal(CLASSIFICATION_RESULT_VERSION),
  kind: z.literal('classification-evaluation'),
  notice: z.string(),
  /** Of a part of a run that `merge` puts together with the others. */
  shard: resultShardSchema.optional(),
  method: z.string(),
  software: softwareSchema,
  data: z.object({ name: z.string(), images: count, sha256: z.string() }),
  classes: z.array(z.string()),
  recipe: z.record(z.string(), z.json()),
  /** How the nuclei were found: the method with its settings. */
  segmentation: z.looseObject({ method: z.string() }),
  seed: z.number(),
  folds: z.object({ count, sha256: z.string(), guarded: z.boolean() }),
  /** Whether networks were trained once more, on what was held back to calibrate, too, and those were tested; absent: no. */
  refit: z.boolean().optional(),
  /** SHA-256 of the weights that were tested; absent where networks were trained for the result. */
  weights: z.string().optional(),
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
      /** How unlike the images trained on it is; above 1 it is flagged. */
      unfamiliarity: z.number().nonnegative().optional(),
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
  const ruleOf = new Map(done.map(({ fold, conformal }) => [fold, conformal]));
  const scores: Partial<Record<Condition, ConditionScores>> = {};
  for (const condition of CONDITIONS) {
    const shown = perImage.filter((each) => each.condition === condition);
    if (shown.length === 0) continue;
    const verdicts = verdictsIn(record, condition);
    const { auroc, ...others } = classScores(verdicts, classes.length);
    const right = verdicts.map((verdict) => (predicted(verdict) === verdict.label ? 1 : 0));
    const clusters = shown.map(({ image }) => clusterOf(image));
    scores[condition] = {
      images: shown.length,
      ...others,
      accuracyInterval: bootstrapClusters(right, clusters, { seed }),
      auroc: auroc.map((area) => area ?? null),
      confusion: confusion(verdicts, classes.length),
      ...setScores(
        verdicts.map((verdict, i) => ({ ...verdict, rule: ruleOf.get(shown[i]!.fold) })),
        classes.length,
      ),
      ...flaggedShare(shown),
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

/** What prediction sets are worth, where every verdict has a rule. */
function setScores(
  verdicts: readonly {
    readonly label: number;
    readonly probabilities: Float32Array;
    readonly rule: ConformalRule | undefined;
  }[],
  classes: number,
): Pick<ConditionScores, 'sets'> {
  const sets = verdicts.flatMap(({ label, probabilities, rule }) => {
    const set = rule && conformalSet([...probabilities], rule);
    return set ? [{ label, size: set.length, holds: set.includes(label) }] : [];
  });
  if (sets.length < verdicts.length) return {};
  const coverage = (of: typeof sets) =>
    of.length === 0 ? null : of.filter(({ holds }) => holds).length / of.length;
  return {
    sets: {
      coverage: coverage(sets) ?? 1,
      byClass: Array.from({ length: classes }, (_, k) => coverage(sets.filter(({ label }) => label === k))),
      meanSize: sets.reduce((sum, { size }) => sum + size, 0) / sets.length,
    },
  };
}

function flaggedShare(
  shown: readonly { readonly unfamiliarity?: number | undefined }[],
): Pick<ConditionScores, 'flagged'> {
  const known = shown.flatMap(({ unfamiliarity }) => unfamiliarity ?? []);
  if (known.length < shown.length) return {};
  return { flagged: known.filter((score) => score > 1).length / known.length };
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
