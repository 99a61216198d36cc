import { requireSameSize } from '../metrics/pixel-scores.ts';
import type { Dataset, DatasetItem } from './dataset.ts';
import type { MaskFile, MaskKind } from './mask-file.ts';
import { outlinedTruth } from './outlined-truth.ts';
import type { ImageReading } from './reading.ts';
import { readTruth, type Truth } from './truth.ts';

/** What is known of an image's nuclei, by one hand or two. */
export interface ItemTruth {
  readonly first?: Truth;
  readonly second?: Truth;
}

/**
 * The truth of an image, whatever kind of file it is in: the one way in for evaluation and training.
 * @param image the image, or another of its size
 * @throws RangeError that names both sizes where a mask is of another size, and where its grey levels look like object
 * numbers; what reading a file throws
 */
export async function itemTruth(
  { maskPath, maskKind, secondMaskPath }: DatasetItem,
  { maskLevels }: Pick<Dataset, 'maskLevels'>,
  readMask: ImageReading['mask'],
  image: { readonly width: number; readonly height: number },
): Promise<ItemTruth> {
  const first = await truthOf('the mask', maskPath, maskKind);
  const second = await truthOf('the second mask', secondMaskPath);
  return { ...(first && { first }), ...(second && { second }) };

  async function truthOf(name: string, path?: string, kind?: MaskKind): Promise<Truth | undefined> {
    if (path === undefined) return undefined;
    const file: MaskFile = await readMask(path, kind);
    if (file.kind === 'outlines') return outlinedTruth(file, image);
    requireSameSize(name, file, 'the image', image);
    const truth = readTruth(file, maskLevels);
    if (kind === undefined && truth.unknownPixels > 0 && isEmpty(truth)) {
      throw new RangeError(
        `${name} has ${truth.unknownPixels} pixels that are not 0, but none is near ${maskLevels.cytoplasm} or ` +
          `${maskLevels.nucleus}: where they are object numbers, state maskKind labels in manifest.csv, else levels`,
      );
    }
    return truth;
  }
}

function isEmpty({ nucleus, cytoplasm }: Truth): boolean {
  return !nucleus.data.includes(1) && !cytoplasm.data.includes(1);
}
