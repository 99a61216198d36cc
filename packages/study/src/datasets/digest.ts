import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { GreyImage, LabelImage, RgbImage } from '@leukolens/imaging';
import type { Dataset, MaskLevels } from './dataset.ts';
import { readTruth } from './truth.ts';

/** SHA-256 of a file's bytes. */
export async function bytesDigest(path: string): Promise<Buffer> {
  return createHash('sha256')
    .update(await readFile(path))
    .digest();
}

/** SHA-256 of an image's size (two 32-bit little-endian words) and its RGB samples: what a lossless copy keeps. */
export function pixelDigest(image: RgbImage): Buffer {
  return createHash('sha256').update(sizeOf(image)).update(image.data).digest();
}

/** SHA-256 of a mask's size and its pixels as 255 nucleus, 128 cytoplasm, 0 the rest, whatever its own levels. */
export function maskDigest(image: GreyImage | RgbImage | LabelImage, levels: MaskLevels): Buffer {
  const { nucleus, cytoplasm } = readTruth(image, levels);
  const pixels = nucleus.data.map((inside, i) => (inside ? 255 : cytoplasm.data[i] ? 128 : 0));
  return createHash('sha256').update(sizeOf(image)).update(pixels).digest();
}

/**
 * One SHA-256, in hexadecimal, of every file of the set: over a line for each item, in the set's order, of its id
 * and the digests of its image's, mask's and second mask's bytes. It stands in results, to say what was measured.
 */
export async function datasetDigest({ items }: Dataset): Promise<string> {
  const hash = createHash('sha256');
  for (const { id, imagePath, maskPath, secondMaskPath } of items) {
    const digests: string[] = [];
    for (const path of [imagePath, maskPath, secondMaskPath]) {
      digests.push(path ? (await bytesDigest(path)).toString('hex') : '-');
    }
    hash.update(`${id}\t${digests.join('\t')}\n`);
  }
  return hash.digest('hex');
}

function sizeOf({ width, height }: { readonly width: number; readonly height: number }): Buffer {
  const size = Buffer.alloc(8);
  size.writeUInt32LE(width, 0);
  size.writeUInt32LE(height, 4);
  return size;
}
