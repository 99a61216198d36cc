import type { DatasetItem } from '../datasets/dataset.ts';
import { bytesDigest } from '../datasets/digest.ts';
import type { ShardNumber } from './result-shard.ts';

/** The images that a shard does: which goes by what their files hold, whatever their names and order. */
export async function itemsOfShard(
  items: readonly DatasetItem[],
  { index, of }: ShardNumber,
): Promise<DatasetItem[]> {
  const own: DatasetItem[] = [];
  for (const item of items) {
    if ((await bytesDigest(item.imagePath)).readUIntBE(0, 6) % of === index - 1) own.push(item);
  }
  return own;
}
