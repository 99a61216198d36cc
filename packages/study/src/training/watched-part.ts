import type { DatasetItem, Part } from '../datasets/dataset.ts';
import { assignFolds, evenFold, mostFolds } from '../folds/assign.ts';

/**
 * Sets a share of each part aside to be watched, or what is marked for it (`validation`) where something is: whole groups, classes evenly, by the seed. Of a part of few groups that
 * is one of them, and of a part of one group nothing.
 * @param keepClasses whether every class has to be left to train on; default no
 */
export function watchedPart(
  parts: readonly Part[],
  share: number,
  seed: number,
  keepClasses = false,
): { readonly train: readonly Part[]; readonly watch: readonly Part[] } {
  const isMarked = ({ split }: DatasetItem) => split === 'validation';
  if (share === 0 && !parts.some(({ items }) => items.some(isMarked))) return { train: parts, watch: [] };
  const count = Math.max(2, Math.round(1 / share));
  const held = parts.map(({ items }) => {
    const marked = items.filter(isMarked);
    if (marked.length > 0) return new Set(marked);
    const most = Math.min(count, mostFolds(items));
    if (share === 0 || most < 2) return new Set<DatasetItem>();
    const folds = assignFolds(items, most, seed);
    const fold = evenFold(items, folds, most, keepClasses);
    return new Set(items.filter((_, i) => folds[i] === fold));
  });
  const chosen = (watched: boolean) =>
    parts.map(({ dataset, items }, part) => ({
      dataset,
      items: items.filter((item) => held[part]!.has(item) === watched),
    }));
  return { train: chosen(false), watch: chosen(true) };
}
