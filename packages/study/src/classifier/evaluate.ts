import { performance } from 'node:perf_hooks';
import { type ClassifierModel, contentStatistics, unfamiliarity } from '@leukolens/cad';
import type { Runtime } from '@leukolens/engine';
import type { Dataset, DatasetItem } from '../datasets/dataset.ts';
import { DatasetError } from '../datasets/dataset.ts';
import { datasetDigest } from '../datasets/digest.ts';
import { itemsOfShard } from '../shards/items-of-shard.ts';
import type { ShardNumber } from '../shards/result-shard.ts';
import { type Condition, shownImages } from './conditions.ts';
import { clusterOf } from './fold-split.ts';
import { knownLogits } from './known-logits.ts';
import { type ClassificationResult, classificationResult } from './result.ts';
import type { SampleMaking } from './samples.ts';
import { shownFields } from './shown-fields.ts';

export interface ClassifierEvaluation extends Omit<SampleMaking, 'design'> {
  readonly dataset: Dataset;
  /** Images to be shown; of the model's classes. */
  readonly items: readonly DatasetItem[];
  readonly model: ClassifierModel;
  readonly conditions: readonly Condition[];
  /** The part of the images, by what their files hold, that is shown; donors come from all. Default all. */
  readonly shard?: ShardNumber;
  /** From which donors and intervals follow. */
  readonly seed: number;
  readonly runtime: Runtime;
  readonly segmentation: ClassificationResult['segmentation'];
  readonly software: ClassificationResult['software'];
  readonly onImage?: () => void;
}

/** Pictures that the network looks at in one go. */
const BATCH = 16;
/** Digits of logits in a result. */
const DIGITS = 4;

/**
 * Shows a classifier images of known class, as they are or changed, and scores what it says.
 * @throws DatasetError where there is no image, or fewer than two classes to swap between
 */
export async function evaluateClassifier(evaluation: ClassifierEvaluation): Promise<ClassificationResult> {
  const { dataset, items, model, conditions, seed, runtime, shard, onImage } = evaluation;
  const { description, weights } = model;
  const { design, temperature, conformal, familiarity, training } = description;
  if (items.length === 0)
    throw new DatasetError(`${dataset.name} has no image of ${design.classes.join(', ')}`);
  const begun = performance.now();
  const own = new Set(shard ? await itemsOfShard(items, shard) : items);
  const shown = shownImages(items, seed).filter(
    ({ item, condition }) => own.has(item) && conditions.includes(condition),
  );
  const scores: number[] = [];
  const fields = async function* () {
    for await (const field of shownFields(shown, dataset, { ...evaluation, design })) {
      if (familiarity) scores.push(unfamiliarity(familiarity, contentStatistics(field)).score);
      onImage?.();
      yield field;
    }
  };
  const said = await knownLogits({ design, batch: BATCH }, weights, fields(), runtime);
  return classificationResult(
    {
      method: description.name,
      software: evaluation.software,
      data: { name: dataset.name, images: items.length, sha256: await datasetDigest(dataset) },
      classes: design.classes,
      recipe: training.recipe,
      ...(shard && { shard }),
      segmentation: evaluation.segmentation,
      seed,
      folds: { count: 1, sha256: '', guarded: false },
      weights: description.weights.sha256,
      done: [
        {
          fold: 0,
          train: 0,
          guard: 0,
          calibration: 0,
          test: items.length,
          seconds: Math.round((performance.now() - begun) / 1000),
          temperature,
          ...(conformal && { conformal }),
          curve: [],
        },
      ],
      calibration: [],
      perImage: shown.map(({ item, condition, donor }, i) => ({
        image: item.id,
        fold: 0,
        label: said[i]!.label,
        condition,
        ...(donor && { donor: donor.id }),
        logits: Array.from(said[i]!.logits, (logit) => Number(logit.toFixed(DIGITS))),
        ...(familiarity && { unfamiliarity: Number(scores[i]!.toFixed(DIGITS)) }),
      })),
    },
    clusterOf(items),
  );
}
