import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Segmenter } from '@leukolens/cad';
import { mask, type RgbImage } from '@leukolens/imaging';
import type { Dataset, DatasetItem } from '../../datasets/dataset.ts';
import type { ImageReading } from '../../datasets/reading.ts';
import { shapeSamples } from './coloured-samples.ts';

/**
 * A set of `shapeSamples`, so many blocks a class and so many images a block, and how it is read: its images are drawn.
 * @param folder an empty one
 */
export async function shapeSet(
  folder: string,
  blocks: number,
  images: number,
): Promise<{ dataset: Dataset; reading: ImageReading }> {
  const ids = ['round', 'long'].flatMap((label, k) =>
    Array.from({ length: blocks * images }, (_, i) => ({
      id: `${label}-${i}`,
      label,
      number: 2 * i + k,
      block: Math.floor(i / images),
    })),
  );
  // the digest of a set reads its files; what they hold does not matter
  for (const { id } of ids) await writeFile(join(folder, `${id}.image`), id);
  const drawn = new Map<string, RgbImage>();
  const items: DatasetItem[] = ids.map(({ id, label, number, block }) => {
    const imagePath = join(folder, `${id}.image`);
    drawn.set(imagePath, shapeSamples([number])[0]!.image);
    return { id, imagePath, label, block, group: id };
  });
  return {
    dataset: {
      name: 'shapes',
      layout: 'manifest.csv',
      folder,
      items,
      maskLevels: { nucleus: 255, cytoplasm: 128 },
      warnings: [],
    },
    reading: {
      image: async (path) => drawn.get(path)!,
      mask: async () => {
        throw new Error('the set has no masks');
      },
    },
  };
}

/** Marks what is much darker than the slide, in any stain. */
export const darkSegmenter: Segmenter = {
  name: 'dark',
  segment: async ({ width, height, data }) =>
    mask(
      width,
      height,
      Uint8Array.from({ length: width * height }, (_, i) => (data[3 * i + 1]! < 130 ? 1 : 0)),
    ),
};
