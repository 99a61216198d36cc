import { ENSEMBLES } from '@leukolens/cad';
import { z } from 'zod';
import { resultShardSchema } from '../shards/result-shard.ts';
import { epochSchema, softwareSchema } from './common-schema.ts';

/** The version of the result below that this software writes and reads. */
export const SEGMENTATION_RESULT_VERSION = 1;

const share = z.number().min(0).max(1);
const count = z.number().int().nonnegative();

const scores = z.object({
  accuracy: share,
  precision: share,
  recall: share,
  specificity: share,
  dice: share,
  iou: share,
  boundaryF1: share,
  objectF1: share,
});

const interval = z.tuple([share, share]).readonly();

const intervals = z.object({
  accuracy: interval,
  precision: interval,
  recall: interval,
  specificity: interval,
  dice: interval,
  iou: interval,
  boundaryF1: interval,
  objectF1: interval,
});

const summary = z.object({
  /** How many images it is over. */
  images: count,
  mean: scores,
  interval: intervals,
  pooled: scores,
});

const counts = z.object({
  pixels: z.object({ truePositive: count, falsePositive: count, falseNegative: count, trueNegative: count }),
  boundary: z.object({ predicted: count, predictedMatched: count, truth: count, truthMatched: count }),
  objects: z.object({ predicted: count, truth: count, matched: count }),
});

const epoch = epochSchema({ iou: share });

const crossValidation = z.object({
  /** How many folds the set was parted into, and the SHA-256 of the file that says which image is in which. */
  folds: count,
  foldsSha256: z.string(),
  /** The sets that the networks were trained on: of this one, the folds that are not scored. */
  trainedOn: z.array(z.string()),
  /** The model that every fold's training began with, and the sets that that one was trained on; absent: none. */
  from: z.object({ name: z.string(), trainedOn: z.array(z.string()) }).optional(),
  recipe: z.record(z.string(), z.json()),
  /** How networks were joined with the handcrafted method; absent: the networks alone. */
  ensemble: z.enum(ENSEMBLES).optional(),
  seed: z.number(),
  /** The folds done so far, each with its network's learning curve. */
  done: z.array(
    z.object({ fold: count, images: count, seconds: z.number(), iou: share, curve: z.array(epoch) }),
  ),
  /** The same means over the folds on which no recipe was searched (all but 0 and 1), once there are any. */
  meanUnsearched: scores.optional(),
});

/** What `evaluate segmentation` and `crossval unet` write; docs/datasets/README.md explains its figures. */
export const segmentationResultSchema = z.object({
  schemaVersion: z.literal(SEGMENTATION_RESULT_VERSION),
  kind: z.literal('segmentation-evaluation'),
  /** What the figures may be used for. */
  notice: z.string(),
  /** Of a part of a run that `merge` puts together with the others. */
  shard: resultShardSchema.optional(),
  /** The method's name, as tables show it. */
  method: z.string(),
  software: softwareSchema,
  settings: z.record(z.string(), z.json()),
  bootstrap: z.object({ seed: z.union([z.string(), z.number()]), resamples: count, level: share }),
  data: z.object({
    name: z.string(),
    layout: z.string(),
    /** How many images the set has a mask of; failures are among them. */
    images: count,
    /** Whose masks are the truth of the main figures: 1 is `masks`, 2 is `masks-2`. */
    annotator: z.union([z.literal(1), z.literal(2)]),
    /** SHA-256 over every file of the set, see `datasetDigest`. */
    sha256: z.string(),
  }),
  /** The means over images against the truth as given: nothing is left out. */
  mean: scores,
  interval: intervals,
  pooled: scores,
  /**
   * Of sets whose truth leaves nuclei out: the same over all images, without what it does not mark. Nuclei that only the
   * second annotator marked do not count, where only the central cell is marked; predicted nuclei that the border cuts are
   * dropped, where only whole cells are. `imagesWithUnmarked` says in how many images there are any.
   */
  meanIgnoringUnmarked: scores.optional(),
  intervalIgnoringUnmarked: intervals.optional(),
  pooledIgnoringUnmarked: scores.optional(),
  imagesWithUnmarked: count.optional(),
  /** The same predictions against the other annotator's masks, where there are any. */
  otherAnnotator: summary.optional(),
  /** The second annotator's masks as if predicted, against the first's: the noise of the truth. */
  betweenAnnotators: summary.optional(),
  perImage: z.array(
    z.object({
      image: z.string(),
      ...scores.shape,
      counts,
      countsIgnoringUnmarked: counts.optional(),
      countsByOther: counts.optional(),
      countsBetween: counts.optional(),
      /** In cross-validation, the fold whose network made the mask. */
      fold: count.optional(),
    }),
  ),
  /** How the networks came about, where the masks are those of networks that were trained for this result. */
  crossValidation: crossValidation.optional(),
  warnings: z.array(z.string()),
  /** Images that gave no figures, with the reason; the means are over the others. */
  failures: z.array(z.object({ image: z.string(), error: z.string() })),
});

export type SegmentationResult = z.infer<typeof segmentationResultSchema>;

/** A result read from JSON; throws where it is of another version, naming it, or does not fit the schema. */
export function readSegmentationResult(json: unknown): SegmentationResult {
  const { schemaVersion } = z.object({ schemaVersion: z.unknown() }).parse(json);
  if (schemaVersion !== SEGMENTATION_RESULT_VERSION) {
    throw new Error(
      `this is a segmentation result of version ${schemaVersion}; version ${SEGMENTATION_RESULT_VERSION} can be read`,
    );
  }
  return segmentationResultSchema.parse(json);
}
