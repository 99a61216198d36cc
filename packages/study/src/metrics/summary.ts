import { type BootstrapOptions, bootstrapMeans, type Interval } from './bootstrap.ts';
import { addCounts, type MaskCounts, type MaskScores, maskScores, SCORE_NAMES } from './mask-scores.ts';

/** The scores of many images: the mean over images, its bootstrap interval, and the scores of all pixels pooled. */
export interface ScoreSummary {
  readonly mean: MaskScores;
  readonly interval: Readonly<Record<keyof MaskScores, Interval>>;
  readonly pooled: MaskScores;
}

/** Summarises the counts of one or more images; throws a `RangeError` where there are none. */
export function summariseScores(images: readonly MaskCounts[], options: BootstrapOptions): ScoreSummary {
  if (images.length === 0) throw new RangeError('there is no image to summarise the scores of');
  const columns = SCORE_NAMES.length;
  const values = new Float64Array(images.length * columns);
  const sums = new Float64Array(columns);
  images.forEach((counts, row) => {
    const scores = maskScores(counts);
    SCORE_NAMES.forEach((name, column) => {
      values[row * columns + column] = scores[name];
      sums[column]! += scores[name];
    });
  });
  const intervals = bootstrapMeans(values, columns, options);
  return {
    mean: byScore((column) => sums[column]! / images.length),
    interval: byScore((column) => intervals[column]!),
    pooled: maskScores(addCounts(images)),
  };
}

function byScore<T>(value: (column: number) => T): Record<keyof MaskScores, T> {
  return Object.fromEntries(SCORE_NAMES.map((name, column) => [name, value(column)])) as Record<
    keyof MaskScores,
    T
  >;
}
