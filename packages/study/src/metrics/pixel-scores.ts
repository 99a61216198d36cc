import type { Mask } from '@leukolens/imaging';

/** Pixels by what was predicted and what is true: inside both, predicted only, missed, outside both. */
export interface PixelCounts {
  readonly truePositive: number;
  readonly falsePositive: number;
  readonly falseNegative: number;
  readonly trueNegative: number;
}

/** The six scores of the paper's section 2.2, equations 1 to 6, each in [0, 1]. */
export interface PixelScores {
  readonly accuracy: number;
  readonly precision: number;
  readonly recall: number;
  readonly specificity: number;
  readonly dice: number;
  readonly iou: number;
}

/**
 * Counts the pixels of `prediction` against `truth`, leaving out those that `ignore` marks.
 * Throws where the masks are of different sizes, naming both.
 */
export function countPixels(prediction: Mask, truth: Mask, ignore?: Mask): PixelCounts {
  requireSameSize('the prediction', prediction, 'the truth', truth);
  if (ignore) requireSameSize('the region to ignore', ignore, 'the truth', truth);
  const counts = new Uint32Array(4); // by 2 x predicted + true
  for (let i = 0; i < truth.data.length; i++) {
    if (!ignore?.data[i]) counts[2 * prediction.data[i]! + truth.data[i]!]!++;
  }
  return {
    truePositive: counts[3]!,
    falsePositive: counts[2]!,
    falseNegative: counts[1]!,
    trueNegative: counts[0]!,
  };
}

/** The scores of the counts; a ratio of 0/0 is 1, so that an empty prediction of an empty truth is perfect. */
export function pixelScores(counts: PixelCounts): PixelScores {
  const { truePositive: tp, falsePositive: fp, falseNegative: fn, trueNegative: tn } = counts;
  return {
    accuracy: ratio(tp + tn, tp + tn + fp + fn),
    precision: ratio(tp, tp + fp),
    recall: ratio(tp, tp + fn),
    specificity: ratio(tn, tn + fp),
    dice: ratio(2 * tp, 2 * tp + fp + fn),
    iou: ratio(tp, tp + fp + fn),
  };
}

/** `part / whole`, and 1 where both are 0. */
export function ratio(part: number, whole: number): number {
  return whole === 0 ? 1 : part / whole;
}

/** Throws a `RangeError` that names both sizes, in pixels, where two images differ in size. */
export function requireSameSize(
  firstName: string,
  first: { readonly width: number; readonly height: number },
  secondName: string,
  second: { readonly width: number; readonly height: number },
): void {
  if (first.width !== second.width || first.height !== second.height) {
    throw new RangeError(
      `${firstName} is ${first.width} x ${first.height} pixels, ` +
        `but ${secondName} is ${second.width} x ${second.height}; both must be of one size`,
    );
  }
}
