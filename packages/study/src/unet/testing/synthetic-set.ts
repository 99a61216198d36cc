import { join } from 'node:path';
import type { GreyImage, RgbImage } from '@leukolens/imaging';
import type { Dataset, DatasetItem } from '../../datasets/dataset.ts';
import type { ImageReading } from '../../datasets/reading.ts';
import { temporaryTree } from '../../datasets/testing/temporary-tree.ts';
import { assignFolds } from '../../folds/assign.ts';
import type { FoldedSet } from '../crossval.ts';
import { smallSmear } from './smear-samples.ts';

/** A data set of synthetic smears, two of a group, and how its files are read: they are drawn. */
export interface SyntheticSet extends FoldedSet {
  readonly reading: ImageReading;
}

/** @param first seed of the first smear, so that sets differ */
export async function syntheticSet(
  name: string,
  images: number,
  folds: number,
  first = 1,
): Promise<SyntheticSet> {
  const ids = Array.from({ length: images }, (_, i) => `${name}-${i}`);
  // the digest of a set reads its files; what they hold does not matter
  const folder = await temporaryTree(ids.flatMap((id) => [`${id}.image`, `${id}.mask`]));
  const items: DatasetItem[] = ids.map((id, i) => ({
    id,
    imagePath: join(folder, `${id}.image`),
    maskPath: join(folder, `${id}.mask`),
    group: `${name} pair ${i >> 1}`,
  }));
  const drawn = new Map<string, RgbImage | GreyImage>();
  items.forEach(({ imagePath, maskPath }, i) => {
    const { image, truth } = smallSmear(first + i);
    drawn.set(imagePath, image).set(maskPath!, truth);
  });
  const dataset: Dataset = {
    name,
    layout: 'manifest.csv',
    folder,
    items,
    maskLevels: { nucleus: 255, cytoplasm: 128 },
    warnings: [],
  };
  const assigned = assignFolds(items, folds, 1);
  return {
    dataset,
    folds: {
      count: folds,
      foldOf: new Map(items.map(({ id }, i) => [id, assigned[i]!])),
      sha256: `folds of ${name}`,
    },
    reading: {
      image: async (path) => drawn.get(path) as RgbImage,
      mask: async (path) => drawn.get(path) as GreyImage,
    },
  };
}

/** Reads the files of several sets. */
export function readingOf(sets: readonly SyntheticSet[]): ImageReading {
  const of = (path: string) => sets.find(({ dataset }) => path.startsWith(dataset.folder))!.reading;
  return { image: (path) => of(path).image(path), mask: (path) => of(path).mask(path) };
}
