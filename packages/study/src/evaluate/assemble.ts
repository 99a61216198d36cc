import { NOTICE } from '@leukolens/cad';
import type { Dataset } from '../datasets/dataset.ts';
import { datasetDigest } from '../datasets/digest.ts';
import { type MaskCounts, maskScores } from '../metrics/mask-scores.ts';
import { summariseScores } from '../metrics/summary.ts';
import type { ImageEvaluation } from './image.ts';
import { SEGMENTATION_RESULT_VERSION, type SegmentationResult } from './schema.ts';

/** What a result is made of. */
export interface ResultParts {
  readonly dataset: Dataset;
  readonly method: string;
  /** At least one. */
  readonly images: readonly ImageEvaluation[];
  readonly failures: SegmentationResult['failures'];
  /** How many images the set has a mask of. */
  readonly items: number;
  readonly annotator?: 1 | 2;
  readonly seed: number | string;
  readonly resamples?: number;
  readonly settings: SegmentationResult['settings'];
  /** What is to be known of the figures besides what odd masks say, in sentences. */
  readonly warnings?: readonly string[];
  readonly software: SegmentationResult['software'];
}

/** The share of resampled means that the intervals hold. */
const LEVEL = 0.95;

/** Means, intervals and pooled scores of images that have been compared with their truth, as one result. */
export async function assembleResult(parts: ResultParts): Promise<SegmentationResult> {
  const { dataset, images, annotator = 1, seed, resamples = 10_000 } = parts;
  const bootstrap = { seed, resamples, level: LEVEL };
  const summarise = (countsOf: (image: ImageEvaluation) => MaskCounts | undefined) => {
    const counts = images.map(countsOf).filter((each) => each !== undefined);
    return counts.length > 0 && { images: counts.length, ...summariseScores(counts, bootstrap) };
  };
  const { centralCellOnly, wholeCellsOnly } = dataset.description ?? {};
  const secondHand = images.some((image) => image.countsByOther);
  const ignoring = annotator === 1 && (wholeCellsOnly || (centralCellOnly && secondHand));
  const otherAnnotator = summarise((image) => image.countsByOther);
  const betweenAnnotators = summarise((image) => image.countsBetween);
  const { mean, interval, pooled } = summariseScores(
    images.map((image) => image.counts),
    bootstrap,
  );
  return {
    schemaVersion: SEGMENTATION_RESULT_VERSION,
    kind: 'segmentation-evaluation',
    notice: NOTICE,
    method: parts.method,
    software: parts.software,
    settings: parts.settings,
    bootstrap,
    data: {
      name: dataset.name,
      layout: dataset.layout,
      images: parts.items,
      annotator,
      sha256: await datasetDigest(dataset),
    },
    mean,
    interval,
    pooled,
    ...(ignoring && ignoringUnmarked(images, bootstrap)),
    ...(otherAnnotator && { otherAnnotator }),
    ...(betweenAnnotators && { betweenAnnotators }),
    perImage: images.map(({ item, warning: _, ...counted }) => ({
      image: item.id,
      ...maskScores(counted.counts),
      ...counted,
    })),
    warnings: [
      ...(parts.warnings ?? []),
      ...dataset.warnings,
      ...images.flatMap(({ warning }) => warning ?? []),
    ],
    failures: [...parts.failures],
  };
}

function ignoringUnmarked(images: readonly ImageEvaluation[], bootstrap: SegmentationResult['bootstrap']) {
  const counts = images.map((image) => image.countsIgnoringUnmarked ?? image.counts);
  const { mean, interval, pooled } = summariseScores(counts, bootstrap);
  return {
    meanIgnoringUnmarked: mean,
    intervalIgnoringUnmarked: interval,
    pooledIgnoringUnmarked: pooled,
    imagesWithUnmarked: images.filter((image) => image.countsIgnoringUnmarked).length,
  };
}
