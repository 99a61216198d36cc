import type { Mask } from '@leukolens/imaging';
import type { Dataset, DatasetItem } from '../datasets/dataset.ts';
import { itemTruth } from '../datasets/item-truth.ts';
import type { ImageReading } from '../datasets/reading.ts';
import type { Truth } from '../datasets/truth.ts';
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
  const { first, second } = await itemTruth(item, dataset, readMask, size);
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
}
