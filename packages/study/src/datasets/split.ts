import { DatasetError, type DatasetItem, type Split } from './dataset.ts';

/** What a manifest may mark an image as. */
export const SPLITS = ['train', 'validation', 'test'] as const satisfies readonly Split[];

/**
 * The images that are marked so.
 * @param name of the set
 * @throws DatasetError where there are none
 */
export function itemsMarked(
  name: string,
  items: readonly DatasetItem[],
  split: Split,
): readonly DatasetItem[] {
  const marked = items.filter((item) => item.split === split);
  if (marked.length > 0) return marked;
  throw new DatasetError(
    `${name} has no image that is marked ${split}: the column split of its manifest marks them`,
  );
}

/** A warning where images that `train` learns from are scored together with those that it leaves out; undefined elsewhere. */
export function mixedSplits(items: readonly DatasetItem[]): string | undefined {
  const trained = items.filter(({ split }) => split !== 'test').length;
  if (trained === 0 || trained === items.length) return undefined;
  return `${trained} of ${items.length} images are not marked test, and may have been trained on: --marked test scores the others alone`;
}
