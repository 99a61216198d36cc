import { random } from '../random.ts';
import { type BootstrapOptions, type Interval, quantile } from './bootstrap.ts';

/**
 * Percentile bootstrap interval of a mean over images that come in clusters (blocks, groups): whole clusters are drawn anew, since
 * images of one are no independent witnesses.
 * @param clusters of each value, the cluster that it belongs to
 * @throws RangeError where there are no values, or not as many clusters as values
 */
export function bootstrapClusters(
  values: readonly number[],
  clusters: readonly string[],
  { seed, resamples = 10_000, level = 0.95 }: BootstrapOptions,
): Interval {
  if (values.length === 0 || values.length !== clusters.length) {
    throw new RangeError(
      `${values.length} values of ${clusters.length} clusters; expected as many, and at least one`,
    );
  }
  const sums = new Map<string, { sum: number; count: number }>();
  values.forEach((value, i) => {
    const cluster = sums.get(clusters[i]!) ?? { sum: 0, count: 0 };
    sums.set(clusters[i]!, { sum: cluster.sum + value, count: cluster.count + 1 });
  });
  const each = [...sums.values()];
  const draw = random(seed);
  const means = new Float64Array(resamples);
  for (let resample = 0; resample < resamples; resample++) {
    let [sum, count] = [0, 0];
    for (let i = 0; i < each.length; i++) {
      const cluster = each[draw.below(each.length)]!;
      sum += cluster.sum;
      count += cluster.count;
    }
    means[resample] = sum / count;
  }
  means.sort();
  return [quantile(means, (1 - level) / 2), quantile(means, (1 + level) / 2)];
}
