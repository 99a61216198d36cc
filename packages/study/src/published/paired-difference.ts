import type { SegmentationResult } from '../evaluate/schema.ts';
import { bootstrapMeans, type Interval } from '../metrics/bootstrap.ts';
import { maskScores } from '../metrics/mask-scores.ts';

/** Two methods on the images that both have figures of. */
export interface PairedDifference {
  readonly images: number;
  /** Mean IoU of the main figure over these images. */
  readonly first: number;
  readonly second: number;
  /** 95 % bootstrap interval of `first - second`, images resampled. */
  readonly interval: Interval;
}

/**
 * Undefined where the results have no image in common, or one has its main figure for the set alone and not image by image,
 * as files of older versions do.
 */
export function pairedDifference(
  first: SegmentationResult,
  second: SegmentationResult,
): PairedDifference | undefined {
  if ([first, second].some(withoutImagesOfMain)) return undefined;
  const others = new Map(second.perImage.map((image) => [image.image, mainIou(image)]));
  const pairs = first.perImage.flatMap((image) => {
    const other = others.get(image.image);
    return other === undefined ? [] : [[mainIou(image), other] as const];
  });
  if (pairs.length === 0) return undefined;
  const mean = (of: (pair: readonly [number, number]) => number) =>
    pairs.reduce((sum, pair) => sum + of(pair), 0) / pairs.length;
  const differences = Float64Array.from(pairs, ([a, b]) => a - b);
  return {
    images: pairs.length,
    first: mean(([a]) => a),
    second: mean(([, b]) => b),
    interval: bootstrapMeans(differences, 1, { seed: 0 })[0]!,
  };
}

/** An image's IoU as it counts in the main figure. */
export function mainIou({ counts, countsIgnoringUnmarked }: SegmentationResult['perImage'][number]): number {
  return maskScores(countsIgnoringUnmarked ?? counts).iou;
}

function withoutImagesOfMain({ imagesWithUnmarked = 0, perImage }: SegmentationResult): boolean {
  return imagesWithUnmarked > 0 && perImage.every(({ countsIgnoringUnmarked }) => !countsIgnoringUnmarked);
}
