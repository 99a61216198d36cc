import {
  MODEL_SCHEMA_VERSION,
  NOTICE,
  type OutlineModel,
  type OutlineModelDescription,
} from '@leukolens/cad';
import type { Runtime } from '@leukolens/engine';
import type { Part } from '../datasets/dataset.ts';
import type { ImageReading } from '../datasets/reading.ts';
import { trainedOn, trainingRecord } from '../training/trained-on.ts';
import { watchedPart } from '../training/watched-part.ts';
import type { Recipe } from './recipe.ts';
import { balanced, samplesOf } from './samples.ts';
import { type EpochRecord, trainUnet } from './train.ts';

export interface ModelTraining {
  /** The model's name: small letters, digits, dots and hyphens. */
  readonly name: string;
  readonly parts: readonly Part[];
  readonly recipe: Recipe;
  readonly seed: number;
  readonly runtime: Runtime;
  readonly reading: ImageReading;
  /** Folder for the checkpoints. */
  readonly work?: string;
  /** A model to train on from; the recipe's design has to be its own. */
  readonly from?: OutlineModel;
  readonly signal?: AbortSignal;
  readonly onEpoch?: (record: EpochRecord) => void;
}

/** A new model, as `writeModel` takes it, and how its training went. */
export interface TrainedModel {
  readonly description: Omit<OutlineModelDescription, 'weights'>;
  readonly weights: ReadonlyMap<string, Float32Array>;
  readonly curve: readonly EpochRecord[];
}

/** What every model that outlines is not. */
const LIMITS = [
  'It marks what looks like the nucleus of a white blood cell; it does not tell what kind of cell it is.',
  'Smudge cells, giant platelets, stain precipitate and cells at the rim of the picture may be marked or missed.',
  'It was not tested on stains, magnifications and cameras other than those of the data sets named here.',
];

/** Trains a model on all images given. Its figures are empty: they come from networks that did not see what they score. */
export async function trainModel(training: ModelTraining): Promise<TrainedModel> {
  const { name, parts, recipe, seed, reading, work, from } = training;
  const data = await trainedOn(parts, 'a mask');
  const { train, watch } = watchedPart(parts, recipe.validation, seed, { marked: true });
  const { weights, curve } = await trainUnet({
    ...training,
    samples: balanced(await samplesOf(train, recipe, reading)),
    watched: (await samplesOf(watch, recipe, reading)).flat(),
    ...(work !== undefined && { checkpoints: work }),
    ...(from && { initial: from.weights }),
  });
  const description = {
    schemaVersion: MODEL_SCHEMA_VERSION,
    kind: 'outline',
    name,
    notice: NOTICE,
    design: recipe.design,
    training: trainingRecord(data, recipe, seed, from?.description),
    figures: [],
    limits: LIMITS,
  } satisfies Omit<OutlineModelDescription, 'weights'>;
  return { description, weights, curve };
}
