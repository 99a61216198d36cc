import type { SegmentationResult } from '../../evaluate/schema.ts';
import { maskScores } from '../../metrics/mask-scores.ts';
import { summariseScores } from '../../metrics/summary.ts';

const BOOTSTRAP = { seed: 0, resamples: 200, level: 0.95 };

/** What a made-up result shall say. */
export interface MadeUp {
  readonly name: string;
  readonly method: string;
  /** IoU in hundredths, an image each; images are called 001, 002, ... */
  readonly ious: readonly number[];
  /** The same against the other hand. */
  readonly byOther?: readonly number[];
  /** The same where unmarked nuclei are left out. */
  readonly ignoring?: readonly number[];
  /** Folds done, of ten; the images are shared among them by turns. */
  readonly done?: readonly number[];
  readonly trainedOn?: readonly string[];
}

/** A result of images whose masks lie within their truth of 100 pixels, so that recall is the IoU. */
export function madeUpResult(made: MadeUp): SegmentationResult {
  const { name, method, ious, byOther, ignoring, done, trainedOn = [name] } = made;
  const summarise = (shares: readonly number[]) => summariseScores(shares.map(countsOf), BOOTSTRAP);
  const other = byOther && { images: byOther.length, ...summarise(byOther) };
  const ignored = ignoring && summarise(ignoring);
  return {
    schemaVersion: 1,
    kind: 'segmentation-evaluation',
    notice: 'Research use only.',
    method,
    software: { name: 'LeukoLens', version: '0.1.0', versions: {} },
    settings: {},
    bootstrap: BOOTSTRAP,
    data: { name, layout: 'index.csv', images: ious.length, annotator: 1, sha256: '' },
    ...summarise(ious),
    ...(ignored && {
      meanIgnoringUnmarked: ignored.mean,
      intervalIgnoringUnmarked: ignored.interval,
      pooledIgnoringUnmarked: ignored.pooled,
    }),
    ...(other && { otherAnnotator: other, betweenAnnotators: other }),
    perImage: ious.map((iou, i) => ({
      image: String(i + 1).padStart(3, '0'),
      ...maskScores(countsOf(iou)),
      counts: countsOf(iou),
      ...(ignoring && { countsIgnoringUnmarked: countsOf(ignoring[i]!) }),
      ...(done && { fold: done[i % done.length]! }),
    })),
    ...(done && {
      crossValidation: {
        folds: 10,
        foldsSha256: '',
        trainedOn: [...trainedOn],
        recipe: {},
        seed: 0,
        done: done.map((fold) => ({ fold, images: 1, seconds: 1, iou: 0.9, curve: [] })),
        meanUnsearched: summarise(ious.slice(1)).mean,
      },
    }),
    warnings: [],
    failures: [],
  };
}

function countsOf(hundredths: number) {
  return {
    pixels: {
      truePositive: hundredths,
      falsePositive: 0,
      falseNegative: 100 - hundredths,
      trueNegative: 900,
    },
    boundary: { predicted: 10, predictedMatched: 9, truth: 10, truthMatched: 8 },
    objects: { predicted: 1, truth: 1, matched: 1 },
  };
}
