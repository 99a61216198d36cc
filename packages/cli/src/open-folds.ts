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
  guardedFolds,
  type ImageReading,
  maskedItems,
  openDataset,
  readFoldFile,
} from '@leukolens/study';

/** How folds are made where there is no file of them yet. */
export interface FoldMaking {
  /** How many. */
  readonly count: number;
  readonly seed: number;
}

/** Folds of classes: of these images, as runs of blocks with guards or not. */
export interface ClassFolds {
  readonly items: (dataset: Dataset) => readonly DatasetItem[];
  readonly guarded: boolean;
}

/**
 * A data set with the folds of `FOLDER/SET.csv`, which is written first where it is not there; of classes, of `SET-guarded.csv` or
 * `SET-classes.csv`.
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
  const guarded = classes?.guarded ?? false;
  const path = join(folder, `${classes ? `${name}-${guarded ? 'guarded' : 'classes'}` : name}.csv`);
  if ((await stat(path).catch(() => undefined)) === undefined) {
    const folds = guarded ? guardedFolds(items, count) : foldsOf(name, items, { count, seed });
    await writeWhole(path, await foldFileText(items, folds, reading));
  }
  return { dataset, folds: await readFoldFile(path, dataset, { items, guarded }) };
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
