import type { Mask } from '@leukolens/imaging';
import type { Dataset, DatasetItem } from '../datasets/dataset.ts';
import type { ImageReading } from '../datasets/reading.ts';
import type { Truth } from '../datasets/truth.ts';
import { compareMasks, type MaskCounts } from '../metrics/mask-scores.ts';
import { readTruths } from './truths.ts';
import { countedPrediction } from './unmarked.ts';

/** What is counted of one image's prediction. */
export interface ImageEvaluation {
  readonly item: DatasetItem;
  /** Against the truth as given. */
  readonly counts: MaskCounts;
  /**
   * Leaving out what the truth does not mark, by the set's own rule: nuclei that only the second annotator marked, where
   * only central cells are; predicted nuclei that the border cuts, where only whole cells are. Absent where there are none.
   */
  readonly countsIgnoringUnmarked?: MaskCounts;
  /** Against the other annotator's mask, where there is one. */
  readonly countsByOther?: MaskCounts;
  /** The second annotator's mask against the first's. */
  readonly countsBetween?: MaskCounts;
  /** In cross-validation, the fold whose network made the mask. */
  readonly fold?: number;
  /** What was odd about the masks, in a sentence. */
  readonly warning?: string;
}

/**
 * Compares a predicted mask with the masks of `item`. Throws where a mask cannot be read, or is of another size than
 * the prediction, which is of the image's size; the message names the mask and both sizes.
 */
export async function evaluateImage(
  prediction: Mask,
  item: DatasetItem,
  dataset: Dataset,
  annotator: 1 | 2,
  readMask: ImageReading['mask'],
): Promise<ImageEvaluation> {
  const { truth, other, first, second, unmarked } = await readTruths(
    item,
    dataset,
    annotator,
    prediction,
    readMask,
  );
  const compare = (predicted: Mask, against: Truth, ignore?: Mask) =>
    compareMasks(predicted, against.nucleus, ignore);
  const unknown = truth.unknownPixels;
  const whole = countedPrediction(prediction, dataset, annotator);
  return {
    item,
    counts: compare(prediction, truth),
    ...((unmarked || whole !== prediction) && { countsIgnoringUnmarked: compare(whole, truth, unmarked) }),
    ...(other && { countsByOther: compare(prediction, other) }),
    ...(first && second && { countsBetween: compare(second.nucleus, first) }),
    ...(unknown > 0 && { warning: unknownLevels(unknown) }),
  };

  function unknownLevels(pixels: number): string {
    const { nucleus, cytoplasm } = dataset.maskLevels;
    return (
      `${item.id}: ${pixels} pixels of the mask are not 0, ${cytoplasm} or ${nucleus}; ` +
      'each counts as the nearest of these'
    );
  }
}
