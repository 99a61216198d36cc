import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { writeWhole } from '@leukolens/batch';
import {
  assignFolds,
  DatasetError,
  type DatasetItem,
  type FoldedSet,
  foldFileText,
  type ImageReading,
  openDataset,
  readFoldFile,
} from '@leukolens/study';

/** How folds are made where there is no file of them yet. */
export interface FoldMaking {
  /** How many. */
  readonly count: number;
  readonly seed: number;
}

/** A data set with the folds of `FOLDER/SET.csv`, which is written first where it is not there. */
export async function openFolds(
  name: string,
  data: string,
  folder: string,
  reading: ImageReading,
  { count, seed }: FoldMaking,
): Promise<FoldedSet> {
  const dataset = await openDataset(name, data);
  const path = join(folder, `${name}.csv`);
  if ((await stat(path).catch(() => undefined)) === undefined) {
    const items = dataset.items.filter(({ maskPath }) => maskPath !== undefined);
    await writeWhole(path, await foldFileText(items, foldsOf(name, items, { count, seed }), reading));
  }
  return { dataset, folds: await readFoldFile(path, dataset) };
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
