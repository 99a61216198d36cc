import { labelObjects, type Mask } from '@leukolens/imaging';
import { type BoundaryCounts, boundaryF1, countBoundary } from './boundary-score.ts';
import { countObjects, type ObjectCounts, objectF1 } from './object-score.ts';
import { countPixels, type PixelCounts, type PixelScores, pixelScores } from './pixel-scores.ts';

/** Everything that is counted of one mask against another; sums of it are the pooled counts. */
export interface MaskCounts {
  readonly pixels: PixelCounts;
  readonly boundary: BoundaryCounts;
  readonly objects: ObjectCounts;
}

/** The eight scores of a mask, each in [0, 1]. */
export interface MaskScores extends PixelScores {
  /** Harmonic mean of boundary precision and recall within 2 px. */
  readonly boundaryF1: number;
  /** F1 of objects matched one to one at an intersection over union of at least 0.5. */
  readonly objectF1: number;
}

/** The scores' names, in the order in which tables and arrays hold them. */
export const SCORE_NAMES = [
  'accuracy',
  'precision',
  'recall',
  'specificity',
  'dice',
  'iou',
  'boundaryF1',
  'objectF1',
] as const satisfies readonly (keyof MaskScores)[];

/**
 * Counts pixels, boundary pixels and objects (8-connected) of `prediction` against `truth`, leaving out what `ignore`
 * marks.
 * Throws where the masks are of different sizes.
 */
export function compareMasks(prediction: Mask, truth: Mask, ignore?: Mask): MaskCounts {
  return {
    pixels: countPixels(prediction, truth, ignore),
    boundary: countBoundary(prediction, truth, ignore),
    objects: countObjects(labelObjects(prediction), labelObjects(truth), ignore),
  };
}

/** The eight scores of the counts of one image, or of many images added up. */
export function maskScores(counts: MaskCounts): MaskScores {
  return {
    ...pixelScores(counts.pixels),
    boundaryF1: boundaryF1(counts.boundary),
    objectF1: objectF1(counts.objects),
  };
}

/** The counts of many images added up: their `maskScores` are the pooled scores. */
export function addCounts(all: readonly MaskCounts[]): MaskCounts {
  const sum = (count: (counts: MaskCounts) => number) => all.reduce((total, each) => total + count(each), 0);
  return {
    pixels: {
      truePositive: sum(({ pixels }) => pixels.truePositive),
      falsePositive: sum(({ pixels }) => pixels.falsePositive),
      falseNegative: sum(({ pixels }) => pixels.falseNegative),
      trueNegative: sum(({ pixels }) => pixels.trueNegative),
    },
    boundary: {
      predicted: sum(({ boundary }) => boundary.predicted),
      predictedMatched: sum(({ boundary }) => boundary.predictedMatched),
      truth: sum(({ boundary }) => boundary.truth),
      truthMatched: sum(({ boundary }) => boundary.truthMatched),
    },
    objects: {
      predicted: sum(({ objects }) => objects.predicted),
      truth: sum(({ objects }) => objects.truth),
      matched: sum(({ objects }) => objects.matched),
    },
  };
}
