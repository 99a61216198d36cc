import type { DatasetItem, Part } from '../datasets/dataset.ts';
import { assignFolds, evenFold, mostFolds } from '../folds/assign.ts';

export interface WatchedPartOptions {
  /** Whether every class has to be left to train on. Default no. */
  readonly keepClasses?: boolean;
  /** Whether the images of a part that are marked `validation`, where there are some, are taken instead of a share. Default no. */
  readonly marked?: boolean;
}

/**
 * Sets a share of each part aside to be watched: whole groups, classes evenly, by the seed. Of a part of few groups that is one of them, and
 * of a part of one group nothing.
 */
export function watchedPart(
  parts: readonly Part[],
  share: number,
  seed: number,
  { keepClasses = false, marked = false }: WatchedPartOptions = {},
): { readonly train: readonly Part[]; readonly watch: readonly Part[] } {
  const isMarked = ({ split }: DatasetItem) => marked && split === 'validation';
  if (share === 0 && !parts.some(({ items }) => items.some(isMarked))) return { train: parts, watch: [] };
  const count = Math.max(2, Math.round(1 / share));
  const held = parts.map(({ items }) => {
    const chosen = items.filter(isMarked);
    if (chosen.length > 0) return new Set(chosen);
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
