import { inverse, Matrix } from 'ml-matrix';
import { z } from 'zod';
import { IMAGE_STATISTICS, type ImageStatistics } from './image-statistics.ts';

const COUNT = IMAGE_STATISTICS.length;
const row = z.array(z.number()).length(COUNT);

/** What images that a classifier was trained on are like, as `model.json` holds it. */
export const familiaritySchema = z.strictObject({
  /** Mean statistics of each class: [classes][statistics]. */
  means: z.array(row).min(1),
  /** Inverse covariance within classes: [statistics][statistics]. */
  precision: z.array(row).length(COUNT),
  /** Distance beyond which an image is flagged, settled on images that were not trained on. */
  threshold: z.number().positive(),
});
export type Familiarity = z.infer<typeof familiaritySchema>;

/** An image of known class. */
export interface KnownStatistics {
  readonly label: number;
  readonly statistics: ImageStatistics;
}

/** How far an image is from what a classifier knows. */
export interface Unfamiliarity {
  /** Distance over the threshold: above 1 is flagged. */
  readonly score: number;
  readonly flag: boolean;
  /** The statistic that adds most to the distance. */
  readonly mostUnusual: (typeof IMAGE_STATISTICS)[number];
}

/** Share of each statistic's own variance that is added to the covariance: what few images say of pairs is not trusted whole. */
const SHRINKAGE = 0.1;
/** Least variance of a statistic, of its own unit squared: what never varied in training may vary a little. */
const LEAST_VARIANCE = 1e-4;

/**
 * What images are like: the mean of each class and one covariance within classes (Lee et al. 2018, on plain statistics of images instead
 * of a network's features, which know nothing of what was never trained on).
 * @param known images trained on, of every class some
 * @throws RangeError where a class has none
 */
export function learnFamiliarity(
  known: readonly KnownStatistics[],
  classes: number,
): Omit<Familiarity, 'threshold'> {
  const means = Array.from({ length: classes }, (_, label) => {
    const own = known.filter((each) => each.label === label);
    if (own.length === 0) throw new RangeError(`learnFamiliarity: no image of class ${label}`);
    return IMAGE_STATISTICS.map(
      (_, k) => own.reduce((sum, { statistics }) => sum + statistics[k]!, 0) / own.length,
    );
  });
  const covariance = Matrix.zeros(COUNT, COUNT);
  for (const { label, statistics } of known) {
    const away = Matrix.columnVector(statistics.map((value, k) => value - means[label]![k]!));
    covariance.add(away.mmul(away.transpose()).div(known.length));
  }
  for (let k = 0; k < COUNT; k++) {
    const own = covariance.get(k, k);
    covariance.set(k, k, own * (1 + SHRINKAGE) + LEAST_VARIANCE);
  }
  return { means, precision: inverse(covariance).to2DArray() };
}

/** Mahalanobis distance to the nearest class, over the root of the number of statistics: about 1 for images like those trained on. */
export function distanceToKnown(
  { means, precision }: Omit<Familiarity, 'threshold'>,
  statistics: ImageStatistics,
): { readonly distance: number; readonly contributions: readonly number[] } {
  let nearest: { distance: number; contributions: number[] } | undefined;
  for (const mean of means) {
    const away = statistics.map((value, k) => value - mean[k]!);
    const contributions = away.map(
      (value, k) => value * precision[k]!.reduce((sum, weight, j) => sum + weight * away[j]!, 0),
    );
    const squared = contributions.reduce((sum, value) => sum + value, 0);
    const distance = Math.sqrt(Math.max(0, squared) / COUNT);
    if (nearest === undefined || distance < nearest.distance) nearest = { distance, contributions };
  }
  return nearest!;
}

/** Whether an image is unlike those that a classifier knows, so that its numbers are not to be relied on. */
export function unfamiliarity(familiarity: Familiarity, statistics: ImageStatistics): Unfamiliarity {
  const { distance, contributions } = distanceToKnown(familiarity, statistics);
  const score = distance / familiarity.threshold;
  return {
    score,
    flag: score > 1,
    mostUnusual: IMAGE_STATISTICS[contributions.indexOf(Math.max(...contributions))]!,
  };
}

/**
 * The distance beyond which a share of known images would be flagged; of images that were not trained on.
 * @param share of them that may be flagged, 0 to 1
 */
export function flagThreshold(distances: readonly number[], share: number): number {
  if (distances.length === 0) throw new RangeError('flagThreshold: no image to settle it on');
  const sorted = distances.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil((1 - share) * sorted.length) - 1)]!;
}
