import { type Dataset, DatasetError, type DatasetItem } from '../datasets/dataset.ts';
import { assignFolds, evenFold, mostFolds } from '../folds/assign.ts';
import type { FoldFile } from '../folds/fold-file.ts';
import { guardedSplit, heldBack } from '../folds/guarded.ts';
import type { ClassifierFold } from './fold.ts';

/** Into how many parts the training images of a fold without guards are parted, at most, of which one calibrates. */
const CALIBRATION_PARTS = 6;

/** How a set is parted. */
export interface FoldSplitting {
  readonly dataset: Dataset;
  readonly folds: FoldFile;
  /** Whether folds are runs of blocks with guards beside them; else a sixth of the training images calibrates. */
  readonly guarded: boolean;
  readonly seed: number;
  /** Whether what was held back to calibrate is trained on in the end. */
  readonly refit?: boolean;
}

/** The images of a set that there is a class for. */
export function classifiedItems({ items }: Dataset, classes: readonly string[]): DatasetItem[] {
  return items.filter(({ label }) => label !== undefined && classes.includes(label));
}

/** How many images of a set there is no class for, by what they are marked, in words; undefined where there are none. */
export function leftOutWords({ name, items }: Dataset, classes: readonly string[]): string | undefined {
  const counts = new Map<string, number>();
  for (const { label = 'no class' } of items) {
    if (!classes.includes(label)) counts.set(label, (counts.get(label) ?? 0) + 1);
  }
  if (counts.size === 0) return undefined;
  const out = [...counts.values()].reduce((sum, each) => sum + each, 0);
  const marked = [...counts].map(([label, count]) => `${label} (${count})`).join(', ');
  return `${name}: ${out} of ${items.length} images are none of ${classes.join(', ')} and left out: ${marked}`;
}

/** @throws DatasetError naming folds that are not there */
export function requireFolds(
  { name }: Dataset,
  { count }: Pick<FoldFile, 'count'>,
  only: readonly number[],
): void {
  const missing = only.filter((fold) => fold >= count);
  if (missing.length === 0) return;
  throw new DatasetError(`${name} has the folds 0 to ${count - 1}; ${missing.join(', ')} cannot be done`);
}

/** A fold's images; its guards are counted. */
export function foldSplit(
  { dataset, folds, guarded, seed, refit = false }: FoldSplitting,
  items: readonly DatasetItem[],
  fold: number,
): ClassifierFold & { readonly guard: number } {
  if (guarded) {
    const whole = guardedSplit(items, folds.foldOf, fold);
    const { guard, ...split } = heldBack(whole);
    return refit
      ? { dataset, guarded, ...split, refit: whole.train, guard: whole.guard.length }
      : { dataset, guarded, ...split, guard: guard.length };
  }
  const test = items.filter(({ id }) => folds.foldOf.get(id) === fold);
  const tested = new Set(test.map(({ group }) => group));
  const others = items.filter(({ id, group }) => folds.foldOf.get(id) !== fold && !tested.has(group));
  const parts = Math.min(CALIBRATION_PARTS, mostFolds(others));
  if (parts < 2) {
    throw new DatasetError(
      `fold ${fold} of ${dataset.name} leaves one group of images to train on; expected 2 or more, of which one calibrates: make fewer folds`,
    );
  }
  const part = assignFolds(others, parts, seed);
  const held = evenFold(others, part, parts, true);
  const calibration = others.filter((_, i) => part[i] === held);
  const train = others.filter((_, i) => part[i] !== held);
  return { dataset, guarded, train, calibration, test, ...(refit && { refit: others }), guard: 0 };
}

/** With what each image is resampled for intervals, by its id: its block of its class, or its group. */
export function clusterOf(items: readonly DatasetItem[]): (image: string) => string {
  const clusters = new Map(
    items.map(({ id, label, block, group }) => [id, block === undefined ? group : `${label} ${block}`]),
  );
  return (image) => clusters.get(image) ?? image;
}
