import { type Mask, mask } from '@leukolens/imaging';
import { withinDistance } from './disk.ts';
import { ratio, requireSameSize } from './pixel-scores.ts';

/** How many boundary pixels each mask has, and how many of them the other's boundary lies close to. */
export interface BoundaryCounts {
  readonly predicted: number;
  readonly predictedMatched: number;
  readonly truth: number;
  readonly truthMatched: number;
}

/** The distance, in pixels, at which two boundaries still count as the same. */
export const BOUNDARY_TOLERANCE = 2;

/**
 * The pixels of a mask that have a 4-neighbour outside it. The image's own edge is no boundary: what lies
 * beyond it is unknown, so a nucleus cut by the frame is judged by its visible outline alone.
 */
export function boundaryOf(region: Mask): Mask {
  const { width, height, data } = region;
  const boundary = mask(width, height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const i = y * width + x;
      if (!data[i]) continue;
      const enclosed =
        (x === 0 || data[i - 1]) &&
        (x === width - 1 || data[i + 1]) &&
        (y === 0 || data[i - width]) &&
        (y === height - 1 || data[i + width]);
      if (!enclosed) boundary.data[i] = 1;
    }
  }
  return boundary;
}

/**
 * Counts the boundary pixels of either mask that lie within `tolerance` pixels (Euclidean, between centres)
 * of the other's boundary: the two halves of the BF score of Csurka et al. (BMVC 2013). Boundary pixels in
 * `ignore` are left out of the counts, but may still be what the other mask's pixels lie close to.
 * Throws where the sizes differ.
 */
export function countBoundary(
  prediction: Mask,
  truth: Mask,
  ignore?: Mask,
  tolerance: number = BOUNDARY_TOLERANCE,
): BoundaryCounts {
  requireSameSize('the prediction', prediction, 'the truth', truth);
  const predictedBoundary = boundaryOf(prediction);
  const truthBoundary = boundaryOf(truth);
  const predicted = countNear(predictedBoundary, withinDistance(truthBoundary, tolerance), ignore);
  const actual = countNear(truthBoundary, withinDistance(predictedBoundary, tolerance), ignore);
  return {
    predicted: predicted.count,
    predictedMatched: predicted.matched,
    truth: actual.count,
    truthMatched: actual.matched,
  };
}

/**
 * The harmonic mean of boundary precision and boundary recall, in [0, 1]; precision and recall of 0/0 are 1,
 * and where both are 0 so is their mean.
 */
export function boundaryF1(counts: BoundaryCounts): number {
  const precision = ratio(counts.predictedMatched, counts.predicted);
  const recall = ratio(counts.truthMatched, counts.truth);
  return precision + recall === 0 ? 0 : (2 * precision * recall) / (precision + recall);
}

function countNear(boundary: Mask, near: Mask, ignore?: Mask): { count: number; matched: number } {
  let count = 0;
  let matched = 0;
  for (let i = 0; i < boundary.data.length; i++) {
    if (!boundary.data[i] || ignore?.data[i]) continue;
    count++;
    matched += near.data[i]!;
  }
  return { count, matched };
}
