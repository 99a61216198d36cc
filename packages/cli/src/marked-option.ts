import { type Dataset, type DatasetItem, itemsMarked, mixedSplits, SPLITS } from '@leukolens/study';
import { choice } from './option-types.ts';

export const MARKED_OPTION = choice(
  '--marked <name>',
  "of the images those that the manifest's column split marks so",
  SPLITS,
  'all images',
);

/** Of a set's images those that are scored; says where trained ones are among them. */
export function markedItems(
  { name }: Dataset,
  items: readonly DatasetItem[],
  split: (typeof SPLITS)[number] | undefined,
): readonly DatasetItem[] {
  if (split !== undefined) return itemsMarked(name, items, split);
  const warning = mixedSplits(items);
  if (warning !== undefined) process.stderr.write(`${name}: ${warning}\n`);
  return items;
}
