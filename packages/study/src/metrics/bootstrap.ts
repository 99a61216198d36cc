import { random } from '../random.ts';

/** How the intervals are drawn; the same options and values give the same intervals everywhere. */
export interface BootstrapOptions {
  /** The generator's seed. */
  readonly seed: number | string;
  /** How many times the rows are drawn anew; 10,000 unless given. */
  readonly resamples?: number;
  /** The share of resampled means that the interval holds, in (0, 1); 0.95 unless given. */
  readonly level?: number;
}

/** Lower and upper end of an interval. */
export type Interval = readonly [low: number, high: number];

/**
 * Percentile bootstrap intervals (Efron 1979) for the column means of a table.
 *
 * `values` holds `rows` x `columns` numbers, row by row; a row is what is resampled (an image), a column is a
 * score. All columns share the rows drawn, so that their intervals belong to the same resamples. Quantiles are
 * interpolated linearly between neighbouring resampled means. Throws where the table is empty or not full.
 */
export function bootstrapMeans(values: Float64Array, columns: number, options: BootstrapOptions): Interval[] {
  const { seed, resamples = 10_000, level = 0.95 } = options;
  const rows = values.length / columns;
  if (!Number.isInteger(rows) || rows < 1) {
    throw new RangeError(`${values.length} values don't fill the rows of a table with ${columns} columns`);
  }
  if (!Number.isInteger(resamples) || resamples < 1 || !(level > 0 && level < 1)) {
    throw new RangeError(
      `the bootstrap needs at least 1 resample and a level in (0, 1); got ${resamples}, ${level}`,
    );
  }
  const generator = random(seed);
  const means = Array.from({ length: columns }, () => new Float64Array(resamples));
  const sums = new Float64Array(columns);
  for (let resample = 0; resample < resamples; resample++) {
    sums.fill(0);
    for (let draw = 0; draw < rows; draw++) {
      const start = generator.below(rows) * columns;
      for (let column = 0; column < columns; column++) sums[column]! += values[start + column]!;
    }
    for (let column = 0; column < columns; column++) means[column]![resample] = sums[column]! / rows;
  }
  return means.map((column) => {
    column.sort();
    return [quantile(column, (1 - level) / 2), quantile(column, (1 + level) / 2)];
  });
}

/** The value below which the share `q` in [0, 1] of the ascending numbers lies, interpolated linearly. */
export function quantile(ascending: Float64Array, q: number): number {
  const position = q * (ascending.length - 1);
  const below = Math.floor(position);
  const low = ascending[below]!;
  const high = ascending[Math.min(below + 1, ascending.length - 1)]!;
  return low + (high - low) * (position - below);
}
