import type { DatasetItem } from '../datasets/dataset.ts';
import { random } from '../random.ts';

/**
 * Parts a data set into folds: images of one group, and of one block of a class where blocks are known, stay together;
 * classes are spread evenly; the rest is drawn from the seed.
 * @param count folds, 2 or more
 * @returns the fold of each item, 0 to count - 1, in the order of the items
 * @throws RangeError where there are fewer clusters of images than folds
 */
export function assignFolds(items: readonly DatasetItem[], count: number, seed: number): number[] {
  const clusters = clustersOf(items);
  if (!Number.isInteger(count) || count < 2 || clusters.length < count) {
    throw new RangeError(
      `${count} folds were asked for; expected a whole number from 2 to ${clusters.length}, the number of groups of images`,
    );
  }
  const folds = new Array<number>(items.length).fill(-1);
  const sizes = Array.from({ length: count }, () => ({ all: 0, byLabel: new Map<string, number>() }));
  // large clusters first, so that small ones can even out
  const ordered = random(`folds/${seed}`)
    .shuffled(clusters)
    .sort((a, b) => b.length - a.length);
  for (const cluster of ordered) {
    const label = items[cluster[0]!]!.label ?? '';
    const ofLabel = (fold: number) => sizes[fold]!.byLabel.get(label) ?? 0;
    let best = 0;
    for (let fold = 1; fold < count; fold++) {
      const fewer = ofLabel(fold) - ofLabel(best) || sizes[fold]!.all - sizes[best]!.all;
      if (fewer < 0) best = fold;
    }
    for (const index of cluster) folds[index] = best;
    sizes[best]!.all += cluster.length;
    sizes[best]!.byLabel.set(label, ofLabel(best) + cluster.length);
  }
  return folds;
}

/** By how much a fold that is held back may be larger, or smaller, than an even share. */
const MOST_UNEVEN = 1.5;

/** The most that is held back where no fold is about an even share: of what is left, a network has to learn. */
const MOST_HELD = 1 / 3;

/**
 * The fold to hold back: the first that is about an even share, or else the nearest to it of up to a third of all, or else the smallest. Groups are of any size, and the largest of them makes
 * a fold of its own, the first.
 * @param folds the fold of each item, 0 to count - 1
 * @param keepClasses whether every class has to be left in other folds, as far as that can be
 */
export function evenFold(
  items: readonly DatasetItem[],
  folds: readonly number[],
  count: number,
  keepClasses: boolean,
): number {
  const all = new Set(items.map(({ label }) => label)).size;
  const sizes = Array.from({ length: count }, (_, fold) => {
    const rest = items.filter((_, i) => folds[i] !== fold);
    const loses = keepClasses && new Set(rest.map(({ label }) => label)).size < all;
    return loses ? Number.POSITIVE_INFINITY : items.length - rest.length;
  });
  const share = items.length / count;
  const uneven = sizes.map((size) => Math.max(size / share, share / size));
  const even = uneven.findIndex((by) => by <= MOST_UNEVEN);
  if (even !== -1) return even;
  const small = uneven.map((by, fold) => (sizes[fold]! <= MOST_HELD * items.length ? by : Infinity));
  const nearest = Math.min(...small);
  return nearest < Infinity ? small.indexOf(nearest) : sizes.indexOf(Math.min(...sizes));
}

/** Into how many folds items could be parted at most: so many groups, or blocks tied together, there are. */
export function mostFolds(items: readonly DatasetItem[]): number {
  return clustersOf(items).length;
}

/** Indices of the items that belong together, by group or by block of a class, directly or by way of others. */
function clustersOf(items: readonly DatasetItem[]): number[][] {
  const parent = items.map((_, i) => i);
  const root = (i: number): number => {
    while (parent[i] !== i) i = parent[i] = parent[parent[i]!]!;
    return i;
  };
  const first = new Map<string, number>();
  items.forEach(({ group, label, block }, i) => {
    const keys = [`group ${group}`, ...(block === undefined ? [] : [`block ${label} ${block}`])];
    for (const key of keys) {
      const known = first.get(key);
      if (known === undefined) first.set(key, i);
      else parent[root(i)] = root(known);
    }
  });
  const clusters = new Map<number, number[]>();
  items.forEach((_, i) => {
    const at = root(i);
    clusters.set(at, [...(clusters.get(at) ?? []), i]);
  });
  return [...clusters.values()];
}
