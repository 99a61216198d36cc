import type { Mask } from '@leukolens/imaging';
import type { Dataset, DatasetItem } from '../datasets/dataset.ts';
import type { ImageReading } from '../datasets/reading.ts';
import { readTruth, type Truth } from '../datasets/truth.ts';
import { requireSameSize } from '../metrics/pixel-scores.ts';
import { unmarkedNuclei } from './unmarked.ts';

/** What is known to be true of an image. */
export interface Truths {
  /** By the annotator whose masks are the truth. */
  readonly truth: Truth;
  /** By the other, where there is one. */
  readonly other?: Truth;
  /** By the first and by the second annotator. */
  readonly first?: Truth;
  readonly second?: Truth;
  /** Nuclei that only the second annotator marked, and their rim; absent where there are none. */
  readonly unmarked?: Mask;
}

/**
 * Reads the masks of `item`. Throws where one cannot be read, or is of another size than the image's; the message names the
 * mask and both sizes.
 */
export async function readTruths(
  item: DatasetItem,
  dataset: Dataset,
  annotator: 1 | 2,
  size: { readonly width: number; readonly height: number },
  readMask: ImageReading['mask'],
): Promise<Truths> {
  const first = await truthOf('the mask', item.maskPath);
  const second = await truthOf('the second mask', item.secondMaskPath);
  const [truth, other] = annotator === 1 ? [first, second] : [second, first];
  const unmarked =
    first && second && annotator === 1 && dataset.description?.centralCellOnly
      ? unmarkedNuclei(first.nucleus, second.nucleus)
      : undefined;
  return {
    truth: truth!,
    ...(other && { other }),
    ...(first && { first }),
    ...(second && { second }),
    ...(unmarked && { unmarked }),
  };

  async function truthOf(name: string, path: string | undefined): Promise<Truth | undefined> {
    if (path === undefined) return undefined;
    const image = await readMask(path);
    requireSameSize(name, image, 'the image', size);
    return readTruth(image, dataset.maskLevels);
  }
}
