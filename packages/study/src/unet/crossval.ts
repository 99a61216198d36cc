import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import type { EnsembleKind, OutlineModel } from '@leukolens/cad';
import type { Runtime } from '@leukolens/engine';
import { type Dataset, DatasetError, type Part } from '../datasets/dataset.ts';
import type { ImageReading } from '../datasets/reading.ts';
import type { ImageEvaluation } from '../evaluate/image.ts';
import type { SegmentationResult } from '../evaluate/schema.ts';
import type { FoldFile } from '../folds/fold-file.ts';
import { maskScores } from '../metrics/mask-scores.ts';
import type { ResultShard } from '../shards/result-shard.ts';
import { watchedPart } from '../training/watched-part.ts';
import { earlierImages, foldedResult } from './folded-result.ts';
import type { Recipe } from './recipe.ts';
import type { EpochRecord } from './train.ts';
import { type OnMask, trainAndScore } from './train-and-score.ts';

/** A data set with its folds. */
export interface FoldedSet {
  readonly dataset: Dataset;
  readonly folds: FoldFile;
}

export interface UnetCrossValidation {
  /** The sets trained on; the first unless `test` says otherwise is the one that is scored. */
  readonly sets: readonly FoldedSet[];
  readonly recipe: Recipe;
  readonly seed: number;
  /** Folds to do, 0 and up; those that `results` hold already are left out. */
  readonly only: readonly number[];
  /** Which part of a run this is, to be written into the results. */
  readonly shard?: ResultShard;
  /** Results so far, by set, that the new ones are added to. */
  readonly results: ReadonlyMap<string, SegmentationResult>;
  /** The method's name, as tables show it. */
  readonly method: string;
  readonly runtime: Runtime;
  readonly reading: ImageReading;
  /** Folder for the checkpoints. */
  readonly work: string;
  /** A model to train on from, which has seen none of the sets. */
  readonly from?: OutlineModel;
  /** Scored is the network with the handcrafted method, as one; default the network alone. */
  readonly ensemble?: EnsembleKind;
  /** Told of each scored image's mask. */
  readonly onMask?: OnMask;
  readonly software: SegmentationResult['software'];
  readonly signal?: AbortSignal;
  readonly onEpoch?: (fold: number, record: EpochRecord) => void;
  /** Told of the results of every set whenever a fold is done. */
  readonly onFold: (results: ReadonlyMap<string, SegmentationResult>) => Promise<void>;
}

/**
 * Cross-validation: for each fold, a network is trained on the other folds of all sets and scored on this fold of each.
 * Folds of all sets are aligned by number, so that no image is seen by the network that it tests.
 * @throws DatasetError where a set lacks a fold that is asked for, or the results so far are of another seed or other sets
 */
export async function crossvalUnet(
  validation: UnetCrossValidation,
): Promise<ReadonlyMap<string, SegmentationResult>> {
  const { sets, recipe, seed, only, signal, work, from, onEpoch } = validation;
  let results = validation.results;
  checkFolds(validation);
  checkResults(validation);
  for (const fold of only) {
    const left = sets.filter(({ dataset }) => !doneFolds(results.get(dataset.name)).includes(fold));
    if (left.length === 0) continue;
    signal?.throwIfAborted();
    const begun = performance.now();
    const parts = sets.map((set) => partOf(set, (of) => of !== fold));
    const checkpoints = join(work, `fold-${fold}`);
    await mkdir(checkpoints, { recursive: true });
    const test = sets.map((set) => partOf(set, (of) => of === fold));
    const { train, watch } = watchedPart(parts, recipe.validation, seed);
    const { curve, scores } = await trainAndScore({
      train,
      watch,
      test,
      recipe,
      seed: seed + fold,
      checkpoints,
      runtime: validation.runtime,
      reading: validation.reading,
      ...(from && { initial: from.weights }),
      ...(signal && { signal }),
      ...(validation.ensemble && { ensemble: validation.ensemble }),
      ...(validation.onMask && { onMask: validation.onMask }),
      ...(onEpoch && { onEpoch: (record) => onEpoch(fold, record) }),
    });
    const seconds = (performance.now() - begun) / 1000;
    const next = new Map(results);
    for (const [i, set] of sets.entries()) {
      const { name } = set.dataset;
      next.set(
        name,
        await extended(set, { fold, seconds, curve, scores: scores[i]! }, results.get(name), validation),
      );
    }
    results = next;
    await validation.onFold(results);
  }
  return results;
}

/** Every fold asked for has to be there in every set. */
function checkFolds({ sets, only }: UnetCrossValidation): void {
  for (const { dataset, folds } of sets) {
    const missing = only.filter((fold) => fold >= folds.count);
    if (missing.length > 0) {
      throw new DatasetError(
        `${dataset.name} has the folds 0 to ${folds.count - 1}; ${missing.join(', ')} cannot be done` +
          (sets.length > 1 ? ': sets trained on together need equally many' : ''),
      );
    }
  }
}

/** Results that are added to have to come from networks of the same kind. */
function checkResults({ sets, results, seed, ensemble, from }: UnetCrossValidation): void {
  const names = sets.map(({ dataset }) => dataset.name);
  for (const name of names) {
    const before = results.get(name)?.crossValidation;
    if (before === undefined) continue;
    if (before.trainedOn.join() !== names.join()) {
      throw new DatasetError(
        `the results of ${name} are of networks trained on ${before.trainedOn.join(', ')}, not on ${names.join(', ')}`,
      );
    }
    if (before.ensemble !== ensemble) {
      const named = (kind: string | undefined) => (kind ? `the ensemble ${kind}` : 'the network alone');
      throw new DatasetError(
        `the results of ${name} are of ${named(before.ensemble)}, not of ${named(ensemble)}`,
      );
    }
    if (before.from?.name !== from?.description.name) {
      throw new DatasetError(
        `the results of ${name} are of networks trained on from ${before.from?.name ?? 'nothing'}, not from ${from?.description.name ?? 'nothing'}`,
      );
    }
    if (before.seed !== seed) {
      throw new DatasetError(`the results of ${name} were made with the seed ${before.seed}, not ${seed}`);
    }
  }
}

/** The folds that a result holds. */
export function doneFolds(result: SegmentationResult | undefined): number[] {
  return result?.crossValidation?.done.map(({ fold }) => fold) ?? [];
}

function partOf({ dataset, folds }: FoldedSet, chosen: (fold: number) => boolean): Part {
  const items = dataset.items.filter(
    ({ maskPath, id }) => maskPath !== undefined && chosen(folds.foldOf.get(id)!),
  );
  return { dataset, items };
}

interface FoldDone {
  readonly fold: number;
  readonly seconds: number;
  readonly curve: readonly EpochRecord[];
  readonly scores: readonly ImageEvaluation[];
}

/** A set's result with one more fold. */
async function extended(
  { dataset, folds }: FoldedSet,
  { fold, seconds, curve, scores }: FoldDone,
  before: SegmentationResult | undefined,
  { recipe, seed, sets, from, ensemble, method, software, shard }: UnetCrossValidation,
): Promise<SegmentationResult> {
  const iouOf = (image: ImageEvaluation) => maskScores(image.countsIgnoringUnmarked ?? image.counts).iou;
  const iou = scores.reduce((sum, image) => sum + iouOf(image), 0) / Math.max(1, scores.length);
  const result = await foldedResult(
    dataset,
    [...earlierImages(before, dataset.items), ...scores.map((score) => ({ ...score, fold }))],
    { method, seed, software },
    {
      folds: folds.count,
      foldsSha256: folds.sha256,
      trainedOn: sets.map((set) => set.dataset.name),
      ...(from && {
        from: {
          name: from.description.name,
          trainedOn: from.description.training.data.map(({ name }) => name),
        },
      }),
      recipe: JSON.parse(JSON.stringify(recipe)),
      ...(ensemble && { ensemble }),
      seed,
      done: [
        // done again where another set of the same network had yet to be scored
        ...(before?.crossValidation?.done ?? []).filter((each) => each.fold !== fold),
        { fold, images: scores.length, seconds: Math.round(seconds), iou, curve: [...curve] },
      ],
    },
  );
  return shard ? { ...result, shard } : result;
}
