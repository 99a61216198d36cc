import { encodePng, type ImageCodec, type Mask, mask } from '@leukolens/imaging';
import { contactSheet, type SheetHead, type SheetImage } from '@leukolens/report';
import {
  compareMasks,
  countedPrediction,
  type Dataset,
  type DatasetItem,
  type ImageReading,
  mainIou,
  maskScores,
  readTruths,
  type SegmentationResult,
} from '@leukolens/study';
import { fileReason } from './file-reason.ts';

/** The contact sheet of a result. */
export interface ResultSheet {
  readonly result: SegmentationResult;
  readonly dataset: Dataset;
  /** How many images, the worst by IoU first; all unless given. */
  readonly count?: number;
  /** The method's mask of an image, of the image's size. */
  readonly maskOf: (item: DatasetItem) => Promise<Mask>;
  readonly reading: ImageReading;
  readonly codec: ImageCodec;
  /** Where the masks are from, in a sentence. */
  readonly origin: string;
  readonly onImage?: () => void;
  /** Told of images that are left out, with the reason, and of those whose mask is not the one that the result is of. */
  readonly onTrouble: (image: string, trouble: string) => void;
}

/** Images of a result, the worst by the main figure's IoU first; of equals, in the result's order. */
export function worstFirst({ perImage }: SegmentationResult): SegmentationResult['perImage'] {
  return [...perImage].sort((a, b) => mainIou(a) - mainIou(b));
}

/** The sheet as HTML, image by image. */
export function resultSheet(sheet: ResultSheet): AsyncGenerator<string> {
  return contactSheet(headOf(sheet), imagesOf(sheet));
}

function headOf({ result, count, origin }: ResultSheet): SheetHead {
  const { data, method, perImage, mean, meanIgnoringUnmarked, crossValidation } = result;
  const shown = Math.min(count ?? perImage.length, perImage.length);
  const folds = crossValidation
    ? ` from ${crossValidation.done.length} of ${crossValidation.folds} folds`
    : '';
  return {
    title: `${data.name}, ${method}: ${shown === perImage.length ? `all ${shown} images, worst first` : `the ${shown} worst of ${perImage.length} images`}`,
    notes: [
      `Mean IoU over all ${perImage.length} images${folds}: ${(meanIgnoringUnmarked ?? mean).iou.toFixed(3)}${meanIgnoringUnmarked ? `, ${mean.iou.toFixed(3)} as given` : ''}. ${origin}`,
      'This page shows images of the data set: its terms hold for the page, too.',
    ],
  };
}

async function* imagesOf(sheet: ResultSheet): AsyncGenerator<SheetImage> {
  const { result, dataset, count, onImage, onTrouble } = sheet;
  const items = new Map(dataset.items.map((item) => [item.id, item]));
  for (const scored of worstFirst(result).slice(0, count)) {
    try {
      const item = items.get(scored.image);
      if (item === undefined) throw new Error(`not in ${dataset.name} as it is in that folder`);
      const image = await imageOf(sheet, item, scored);
      if (image.warning !== undefined) onTrouble(image.name, image.warning);
      yield image;
    } catch (error) {
      onTrouble(scored.image, fileReason(error) ?? (error as Error).message);
    }
    onImage?.();
  }
}

async function imageOf(
  { result, dataset, maskOf, reading, codec }: ResultSheet,
  item: DatasetItem,
  scored: SegmentationResult['perImage'][number],
): Promise<SheetImage> {
  const photograph = await reading.image(item.imagePath);
  const prediction = await maskOf(item);
  const { truth, unmarked } = await readTruths(
    item,
    dataset,
    result.data.annotator,
    photograph,
    reading.mask,
  );
  const asGiven = maskScores(compareMasks(prediction, truth.nucleus));
  const counted = countedPrediction(prediction, dataset, result.data.annotator);
  const counts = compareMasks(counted, truth.nucleus, unmarked);
  const ignored = eitherOf(unmarked, counted === prediction ? undefined : without(prediction, counted));
  const scores = maskScores(counts);
  const { predicted, truth: true_, matched } = counts.objects;
  const png = Buffer.from(await encodePng(photograph, codec)).toString('base64');
  return {
    name: item.id,
    photograph: `data:image/png;base64,${png}`,
    truth: truth.nucleus,
    prediction,
    ...(ignored && { ignored }),
    iou: scores.iou,
    facts: [
      ...(ignored ? [`IoU as given ${asGiven.iou.toFixed(3)}`] : []),
      `Dice ${scores.dice.toFixed(3)}`,
      `precision ${scores.precision.toFixed(3)}`,
      `recall ${scores.recall.toFixed(3)}`,
      `boundary F1 ${scores.boundaryF1.toFixed(3)}`,
      `objects: ${true_} true, ${predicted} found, ${matched} matched`,
      ...(item.label === undefined ? [] : [`class ${item.label}`]),
      ...(scored.fold === undefined ? [] : [`fold ${scored.fold}`]),
    ],
    ...(asGiven.iou !== scored.iou && {
      warning: `this mask has an IoU of ${asGiven.iou.toFixed(4)}, the result says ${scored.iou.toFixed(4)}: it is not the mask that the result is of`,
    }),
  };
}

/** What lies in one of two masks, where there are any. */
function eitherOf(one: Mask | undefined, other: Mask | undefined): Mask | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return mask(
    one.width,
    one.height,
    one.data.map((inside, i) => inside | other.data[i]!),
  );
}

/** What of a mask lies in no other. */
function without({ width, height, data }: Mask, other: Mask): Mask {
  return mask(
    width,
    height,
    data.map((inside, i) => (other.data[i] ? 0 : inside)),
  );
}
