import type { Part } from '../datasets/dataset.ts';
import { assignFolds, mostFolds } from '../folds/assign.ts';

/**
 * Sets a share of each part aside to be watched: whole groups, classes evenly, by the seed. Of a part of few groups that
 * is one of them, and of a part of one group nothing.
 */
export function watchedPart(
  parts: readonly Part[],
  share: number,
  seed: number,
): { readonly train: readonly Part[]; readonly watch: readonly Part[] } {
  if (share === 0) return { train: parts, watch: [] };
  const count = Math.max(2, Math.round(1 / share));
  const folds = parts.map(({ items }) => {
    const most = mostFolds(items);
    return most < 2 ? [] : assignFolds(items, Math.min(count, most), seed);
  });
  const chosen = (watched: boolean) =>
    parts.map(({ dataset, items }, part) => ({
      dataset,
      items: items.filter((_, i) => (folds[part]![i] === 0) === watched),
    }));
  return { train: chosen(false), watch: chosen(true) };
}
