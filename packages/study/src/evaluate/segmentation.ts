import type { Mask } from '@leukolens/imaging';
import { type Dataset, DatasetError, type DatasetItem } from '../datasets/dataset.ts';
import type { ImageReading } from '../datasets/reading.ts';
import { assembleResult } from './assemble.ts';
import { evaluateImage, type ImageEvaluation } from './image.ts';
import type { SegmentationResult } from './schema.ts';

/** What to evaluate, and how. */
export interface SegmentationEvaluation {
  readonly dataset: Dataset;
  /** The method's name, as tables show it. */
  readonly method: string;
  /** Outlines the nuclei of an image at the image's own size; what it throws becomes a failure of that image. */
  readonly segment: (item: DatasetItem, signal?: AbortSignal) => Promise<Mask>;
  readonly readMask: ImageReading['mask'];
  /** Whose masks are the truth: 1 `masks` (unless given), 2 `masks-2`. */
  readonly annotator?: 1 | 2;
  /** Seed of the bootstrap intervals. */
  readonly seed: number | string;
  /** Resamples of the bootstrap; 10,000 unless given. */
  readonly resamples?: number;
  /** The method's settings, as the result shall hold them. */
  readonly settings: SegmentationResult['settings'];
  readonly software: SegmentationResult['software'];
  /** What is to be known of the figures, in sentences. */
  readonly warnings?: readonly string[];
  /** How many images are segmented at a time; 1 unless given. The result does not depend on it. */
  readonly jobs?: number;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: { done: number; total: number; image: string }) => void;
}

/**
 * Scores a method on a data set: every image that the annotator marked, at its own resolution. An image that cannot
 * be read, segmented or compared is listed under `failures` and left out of the figures.
 * Throws a `DatasetError` where the annotator marked none or every image failed, and the signal's reason where it
 * aborts.
 */
export async function evaluateSegmentation(evaluation: SegmentationEvaluation): Promise<SegmentationResult> {
  const { dataset, annotator = 1 } = evaluation;
  const items = dataset.items.filter((item) => (annotator === 1 ? item.maskPath : item.secondMaskPath));
  if (items.length === 0) throw new DatasetError(`${dataset.name} has no masks by annotator ${annotator}`);

  const { images, failures } = await evaluateImages(items, evaluation);
  if (images.length === 0) {
    throw new DatasetError(
      `no image of ${dataset.name} could be evaluated; the first: ${failures[0]!.error}`,
    );
  }

  return assembleResult({ ...evaluation, images, failures, items: items.length });
}

/** Evaluates the items, `jobs` at a time; what comes out is in the items' order. */
async function evaluateImages(items: readonly DatasetItem[], evaluation: SegmentationEvaluation) {
  const {
    dataset,
    annotator = 1,
    segment,
    readMask,

    signal,
    onProgress,
    jobs = 1,
  } = evaluation;
  const outcomes = new Array<ImageEvaluation | { image: string; error: string }>(items.length);
  let next = 0;
  let done = 0;
  const work = async () => {
    while (next < items.length) {
      const index = next++;
      const item = items[index]!;
      signal?.throwIfAborted();
      try {
        const prediction = await segment(item, signal);
        outcomes[index] = await evaluateImage(prediction, item, dataset, annotator, readMask);
      } catch (error) {
        signal?.throwIfAborted();
        const message = error instanceof Error ? error.message : String(error);
        outcomes[index] = { image: item.id, error: message.replaceAll(dataset.folder, '') };
      }
      onProgress?.({ done: ++done, total: items.length, image: item.id });
    }
  };
  await Promise.all(Array.from({ length: Math.max(1, jobs) }, work));
  return {
    images: outcomes.filter((outcome) => 'counts' in outcome),
    failures: outcomes.filter((outcome) => 'error' in outcome),
  };
}
