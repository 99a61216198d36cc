import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { writeWhole } from '@leukolens/batch';
import {
  assignFolds,
  type Dataset,
  DatasetError,
  type DatasetItem,
  type FoldedSet,
  foldFileText,
  foldsOfShard,
  guardedFolds,
  type ImageReading,
  maskedItems,
  openDataset,
  type ResultShard,
  readFoldFile,
  type ShardNumber,
} from '@leukolens/study';
import { UsageError } from './command.ts';

/** How folds are made where there is no file of them yet. */
export interface FoldMaking {
  /** How many. */
  readonly count: number;
  readonly seed: number;
}

/** Folds of classes: of these images, as runs of blocks with guards or without, or by groups. */
export interface ClassFolds {
  readonly items: (dataset: Dataset) => readonly DatasetItem[];
  readonly kind: 'guarded' | 'blocks' | 'classes';
}

/** The kind of folds that a command line asks for. @throws UsageError where it asks for two */
export function foldKind({
  guarded,
  blocks,
}: {
  readonly guarded: boolean | undefined;
  readonly blocks: boolean | undefined;
}): ClassFolds['kind'] {
  if (guarded && blocks) throw new UsageError('--guarded and --blocks exclude each other');
  return guarded ? 'guarded' : blocks ? 'blocks' : 'classes';
}

/** The folds that a command line asks for: all, some, or of these a shard's. @throws DatasetError where there are more shards than folds */
export function chosenFolds(
  count: number,
  {
    only,
    shard,
  }: { readonly only?: readonly number[] | undefined; readonly shard?: ShardNumber | undefined },
): { readonly only: readonly number[]; readonly shard?: ResultShard } {
  const asked = only ?? Array.from({ length: count }, (_, fold) => fold);
  if (shard === undefined) return { only: asked };
  const folds = foldsOfShard(asked, shard);
  return { only: folds, shard: { ...shard, folds } };
}

/**
 * A data set with the folds of `FOLDER/SET.csv`, which is written first where it is not there; of classes, of `SET-guarded.csv`,
 * `SET-blocks.csv` or `SET-classes.csv`.
 */
export async function openFolds(
  name: string,
  data: string,
  folder: string,
  reading: ImageReading,
  { count, seed }: FoldMaking,
  classes?: ClassFolds,
): Promise<FoldedSet> {
  const dataset = await openDataset(name, data);
  const items = classes ? classes.items(dataset) : maskedItems(dataset);
  const byBlocks = classes?.kind === 'guarded' || classes?.kind === 'blocks';
  const path = join(folder, `${classes ? `${name}-${classes.kind}` : name}.csv`);
  if ((await stat(path).catch(() => undefined)) === undefined) {
    const folds = byBlocks
      ? guardedFolds(items, count, ...(classes.kind === 'blocks' ? [1] : []))
      : foldsOf(name, items, { count, seed });
    await writeWhole(path, await foldFileText(items, folds, reading));
  }
  return { dataset, folds: await readFoldFile(path, dataset, { items, guarded: byBlocks }) };
}

/** @throws DatasetError where the set has too few groups of images */
function foldsOf(name: string, items: readonly DatasetItem[], { count, seed }: FoldMaking): number[] {
  try {
    return assignFolds(items, count, seed);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new DatasetError(`${name}: ${error.message}`);
  }
}
