import { performance } from 'node:perf_hooks';
import type { ClassifierModel } from '@leukolens/cad';
import type { Dataset } from '../datasets/dataset.ts';
import { datasetDigest } from '../datasets/digest.ts';
import type { FoldFile } from '../folds/fold-file.ts';
import type { ResultShard } from '../shards/result-shard.ts';
import type { EpochRecord } from '../training/loop.ts';
import { firstNetwork } from './first-network.ts';
import { type ClassifierFoldDone, type ClassifierFoldRun, runClassifierFold } from './fold.ts';
import { classifiedItems, clusterOf, foldSplit, requireFolds } from './fold-split.ts';
import { type ClassificationResult, classificationResult } from './result.ts';
import type { WatchedClasses } from './train.ts';
import { transferable } from './transfer.ts';

export interface ClassifierCrossValidation
  extends Omit<ClassifierFoldRun, 'fold' | 'first' | 'onEpoch' | 'initial' | 'checkpoints'> {
  readonly dataset: Dataset;
  readonly folds: FoldFile;
  /** Whether folds are runs of blocks with guards beside them; else a sixth of the training images calibrates. */
  readonly guarded: boolean;
  /** Whether networks are trained once more, on what was held back to calibrate, too, and those are tested. */
  readonly refit?: boolean;
  /** A model that was kept of the fold, with which to go on instead of training its first network; absent: that is trained. */
  readonly first?: ClassifierModel;
  /** Folds to do, 0 and up; those that the result holds already are left out. */
  readonly only: readonly number[];
  readonly result?: ClassificationResult;
  /** Which part of a run this is, to be written into the result. */
  readonly shard?: ResultShard;
  /** The method's name, as tables show it. */
  readonly method: string;
  readonly segmentation: ClassificationResult['segmentation'];
  readonly from?: ClassifierModel;
  readonly software: ClassificationResult['software'];
  /** Folder for the checkpoints of a fold. */
  readonly work: (fold: number) => Promise<string>;
  readonly onEpoch?: (fold: number, record: EpochRecord<WatchedClasses>, refit?: true) => void;
  readonly onFold: (fold: FoldEnd) => Promise<void>;
}

/** What there is when a fold has ended. */
export interface FoldEnd {
  /** Of all folds so far, and of this one alone. */
  readonly result: ClassificationResult;
  readonly alone: ClassificationResult;
  readonly done: ClassifierFoldDone;
}

/** Digits of logits in a result. */
const DIGITS = 4;

/**
 * Cross-validation of a classifier: for each fold a network is trained on what may be, calibrated on images that are used for nothing
 * else, and shown the fold's images as they are, disturbed, in other stains and on other slides.
 * @throws DatasetError where a fold is not there, or the result so far is of another kind
 */
export async function crossvalClassifier(validation: ClassifierCrossValidation): Promise<void> {
  const { dataset, folds, guarded, only, recipe, seed, signal, from, onEpoch } = validation;
  requireFolds(dataset, folds, only);
  const items = classifiedItems(dataset, recipe.design.classes);
  let { result } = validation;
  for (const number of only) {
    if (result?.done.some(({ fold }) => fold === number)) continue;
    signal?.throwIfAborted();
    const begun = performance.now();
    const { guard, ...fold } = foldSplit(validation, items, number);
    const { onEpoch: _, first, ...shared } = validation;
    const data = { name: dataset.name, images: items.length, sha256: await datasetDigest(dataset) };
    const trained = { ...data, images: fold.train.length };
    const start = from?.description.name;
    const done = await runClassifierFold({
      ...shared,
      fold,
      ...(first && {
        first: firstNetwork(first, { recipe, seed, fold: number, guarded, data: trained, start }),
      }),
      seed: seed + number,
      checkpoints: await validation.work(number),
      ...(from && { initial: transferable(from.weights, recipe.design) }),
      ...(onEpoch && { onEpoch: (record, refit) => onEpoch(number, record, refit) }),
    });
    const alone = {
      method: validation.method,
      software: validation.software,
      data,
      classes: recipe.design.classes,
      recipe: JSON.parse(JSON.stringify(recipe)),
      segmentation: validation.segmentation,
      seed,
      folds: { count: folds.count, sha256: folds.sha256, guarded },
      ...(validation.refit && { refit: true }),
      ...(from && { from: from.description.name }),
      ...(validation.shard && { shard: validation.shard }),
      done: [
        {
          fold: number,
          train: (fold.refit ?? fold.train).length,
          guard,
          calibration: fold.calibration.length,
          test: fold.test.length,
          seconds: Math.round((performance.now() - begun) / 1000),
          temperature: done.temperature,
          ...(done.conformal && { conformal: done.conformal }),
          curve: [...done.curve],
          ...(done.faithfulness && { faithfulness: [...done.faithfulness] }),
        },
      ],
      calibration: done.calibration.map(({ label, logits }) => [number, label, ...rounded(logits)]),
      perImage: done.verdicts.map(({ image, label, condition, donor, logits, unfamiliarity }) => ({
        image,
        fold: number,
        label,
        condition,
        ...(donor !== undefined && { donor }),
        logits: rounded(logits),
        ...(unfamiliarity !== undefined && { unfamiliarity: Number(unfamiliarity.toFixed(DIGITS)) }),
      })),
    };
    const together = {
      ...alone,
      done: [...(result?.done ?? []), ...alone.done].sort((a, b) => a.fold - b.fold),
      calibration: [...(result?.calibration ?? []), ...alone.calibration],
      perImage: [...(result?.perImage ?? []), ...alone.perImage],
    };
    const cluster = clusterOf(items);
    result = classificationResult(together, cluster);
    await validation.onFold({ result, alone: classificationResult(alone, cluster), done });
  }
}

function rounded(logits: ArrayLike<number>): number[] {
  return Array.from(logits, (logit) => Number(logit.toFixed(DIGITS)));
}
