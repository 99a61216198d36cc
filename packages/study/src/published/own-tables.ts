import type { SegmentationResult } from '../evaluate/schema.ts';
import { markdownTable, NONE } from './markdown.ts';
import { pairedDifference } from './paired-difference.ts';
import { mainScores, ownFolds, type ResultFile } from './result-methods.ts';

/** Our methods on one set, by their main figures: with intervals, folds, and what they gain over the handcrafted method. */
export function ownTable(files: readonly ResultFile[]): string {
  const handcrafted = files.find(({ method }) => method.key === 'handcrafted')?.result;
  const asGiven = files.some(({ result }) => result.meanIgnoringUnmarked);
  const rows = files.map(({ method, result }) => {
    const { mean, interval } = mainScores(result);
    const gain =
      handcrafted && method.key !== 'handcrafted' ? pairedDifference(result, handcrafted) : undefined;
    return [
      method.title,
      imagesOf(result),
      foldsOf(result),
      share(mean.iou),
      range(interval.iou),
      ...(asGiven ? [share(result.mean.iou)] : []),
      share(ownFolds(result)?.meanUnsearched?.iou),
      gain ? `${signed(gain.first - gain.second)} (${range(gain.interval, signed)})` : NONE,
      share(mean.boundaryF1),
      share(mean.objectF1),
    ];
  });
  const header = [
    'Method',
    'Images',
    'Folds',
    'IoU',
    '95 % interval',
    ...(asGiven ? ['IoU as given'] : []),
    'IoU, folds not searched',
    'Above handcrafted, same images',
    'Boundary F1',
    'Object F1',
  ];
  return markdownTable(header, rows);
}

/** Against both hands, of sets that two people marked. */
export function handsTable(files: readonly ResultFile[]): string | undefined {
  const rows = files.flatMap(({ method, result }) => {
    const { otherAnnotator, betweenAnnotators, mean } = result;
    if (!otherAnnotator || !betweenAnnotators) return [];
    const figures = [mean.iou, otherAnnotator.mean.iou, betweenAnnotators.mean.iou].map(share);
    return [[method.title, imagesOf(result), ...figures]];
  });
  if (rows.length === 0) return undefined;
  return markdownTable(
    ['Method', 'Images', 'IoU, first hand', 'IoU, second hand', 'IoU between the hands'],
    rows,
  );
}

/** Networks on sets that they never saw, beside the handcrafted method on the same images. */
export function leftOutTable(files: readonly ResultFile[]): string | undefined {
  const rows = files.flatMap(({ method, result }) => {
    if (method.key !== 'unet-leave-one-out') return [];
    const { mean, interval } = mainScores(result);
    const beside = files.find(
      (file) => file.method.key === 'handcrafted' && file.result.data.name === result.data.name,
    );
    const gain = beside && pairedDifference(result, beside.result);
    return [
      [
        result.data.name,
        trainedOn(result).join(', ') || NONE,
        imagesOf(result),
        share(gain?.second),
        share(mean.iou),
        range(interval.iou),
        gain ? `${signed(gain.first - gain.second)} (${range(gain.interval, signed)})` : NONE,
      ],
    ];
  });
  if (rows.length === 0) return undefined;
  const header = [
    'Set left out',
    'Trained on',
    'Images',
    'Handcrafted IoU',
    'U-Net IoU',
    '95 % interval',
    'Difference',
  ];
  return markdownTable(header, rows, [0, 1]);
}

/** The sets that a result's network was trained on. */
function trainedOn({ crossValidation, settings }: SegmentationResult): readonly string[] {
  if (crossValidation) return crossValidation.trainedOn;
  return Array.isArray(settings.trainedOn) ? settings.trainedOn.map(String) : [];
}

/** How many images the figures are over, as `30 of 100` where the set has more. */
function imagesOf({ perImage, data }: SegmentationResult): string {
  return perImage.length < data.images ? `${perImage.length} of ${data.images}` : String(perImage.length);
}

/** How many folds are done, as `3 of 10`. */
function foldsOf(result: SegmentationResult): string {
  const folds = ownFolds(result);
  return folds ? `${folds.done.length} of ${folds.folds}` : NONE;
}

/** A share with three digits after the point. */
export function share(value: number | undefined): string {
  return value === undefined ? NONE : value.toFixed(3);
}

function signed(value: number): string {
  const text = value.toFixed(3);
  return value >= 0 ? `+${text}` : text;
}

function range([low, high]: readonly [number, number], written = share as (value: number) => string): string {
  return `${written(low)} to ${written(high)}`;
}
