import { createHash } from 'node:crypto';
import { relative } from 'node:path';
import { type Dataset, DatasetError, type DatasetItem } from './dataset.ts';
import { bytesDigest, maskDigest, pixelDigest } from './digest.ts';
import type { MaskKind } from './mask-file.ts';
import type { ImageReading } from './reading.ts';

/** What of an image file is compared: its pixels where lossless copies exist, its bytes where it is a JPEG. */
export type ImageIdentity = 'pixels' | 'bytes';

/** The kinds of file that a part has a digest of, in the order of their columns. */
export const FILE_KINDS = ['image', 'mask', 'second mask'] as const;

/** Digests by part of a set, in the order of `FILE_KINDS`, '-' where the part has no file of that kind. */
export type PartDigests = Map<string, string[]>;

/**
 * The digests of a set, in parts: for segmentation each image is a part; for classification the images of one
 * class, or of one block of it ('CLASS/BLOCK'). A digest is the first 8 bytes, in hexadecimal, of the SHA-256
 * over the id and the file digest of every item of the part, in the order of their ids: enough to find a file
 * that was damaged or mixed up, not one that was forged. Throws a `DatasetError` that names the first file that cannot be
 * read.
 */
export async function partDigests(
  dataset: Dataset,
  identity: ImageIdentity,
  reading: ImageReading,
): Promise<PartDigests> {
  const digests: PartDigests = new Map();
  for (const [part, items] of partsOf(dataset)) {
    const hashes = FILE_KINDS.map(() => createHash('sha256'));
    const present = FILE_KINDS.map(() => false);
    for (const item of items) {
      for (const [kind, digest] of (await fileDigests(item, dataset, identity, reading)).entries()) {
        if (!digest) continue;
        hashes[kind]!.update(`${item.id}\n`).update(digest);
        present[kind] = true;
      }
    }
    digests.set(
      part,
      hashes.map((hash, kind) => (present[kind] ? hash.digest('hex').slice(0, 16) : '-')),
    );
  }
  return digests;
}

function partsOf({ description, items }: Dataset): Map<string, DatasetItem[]> {
  const parts = new Map<string, DatasetItem[]>();
  for (const item of [...items].sort((a, b) => (a.id < b.id ? -1 : 1))) {
    const { id, label, block } = item;
    const ofClass = block === undefined ? `${label}` : `${label}/${block}`;
    const part = description?.task === 'classification' ? ofClass : id;
    parts.set(part, [...(parts.get(part) ?? []), item]);
  }
  return parts;
}

async function fileDigests(
  { imagePath, maskPath, maskKind, secondMaskPath }: DatasetItem,
  { folder, maskLevels }: Dataset,
  identity: ImageIdentity,
  reading: ImageReading,
): Promise<(Buffer | undefined)[]> {
  const ofMask = async (path: string | undefined, kind?: MaskKind) =>
    path === undefined
      ? undefined
      : await naming(path, folder, async () => {
          const file = await reading.mask(path, kind);
          // outlines have no pixels of their own, and none were published: any digest differs
          return file.kind === 'outlines' ? bytesDigest(path) : maskDigest(file, maskLevels);
        });
  return [
    await naming(imagePath, folder, async () =>
      identity === 'bytes' ? bytesDigest(imagePath) : pixelDigest(await reading.image(imagePath)),
    ),
    await ofMask(maskPath, maskKind),
    await ofMask(secondMaskPath),
  ];
}

/** What reading the file gives; an error says which file of the set it was. */
async function naming<Result>(path: string, folder: string, read: () => Promise<Result>): Promise<Result> {
  try {
    return await read();
  } catch (error) {
    throw new DatasetError(`${relative(folder, path)} cannot be read: ${(error as Error).message}`);
  }
}
