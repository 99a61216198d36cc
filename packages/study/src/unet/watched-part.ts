import { assignFolds } from '../folds/assign.ts';
import type { Part } from './samples.ts';

/** Sets a share of each part aside to be watched: whole groups, classes evenly, by the seed. */
export function watchedPart(
  parts: readonly Part[],
  share: number,
  seed: number,
): { readonly train: readonly Part[]; readonly watch: readonly Part[] } {
  if (share === 0) return { train: parts, watch: [] };
  const count = Math.max(2, Math.round(1 / share));
  const folds = parts.map(({ items }) => assignFolds(items, count, seed));
  const chosen = (watched: boolean) =>
    parts.map(({ dataset, items }, part) => ({
      dataset,
      items: items.filter((_, i) => (folds[part]![i] === 0) === watched),
    }));
  return { train: chosen(false), watch: chosen(true) };
}
