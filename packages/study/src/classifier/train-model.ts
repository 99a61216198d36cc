import {
  type ClassifierModel,
  type ClassifierModelDescription,
  MODEL_SCHEMA_VERSION,
  NOTICE,
} from '@leukolens/cad';
import { calibrated } from '../calibrate/calibrated.ts';
import type { Dataset, Part } from '../datasets/dataset.ts';
import type { EpochRecord, TrainingControl } from '../training/loop.ts';
import { trainedOn, trainingRecord } from '../training/trained-on.ts';
import { watchedPart } from '../training/watched-part.ts';
import { evenClasses } from './batches.ts';
import { learnedFrom, statisticsOf, withThreshold } from './known-familiarity.ts';
import { knownLogits } from './known-logits.ts';
import type { ClassifierRecipe } from './recipe.ts';
import { type ClassifierSample, classifierSamples, type SampleMaking } from './samples.ts';
import { trainClassifier, type WatchedClasses } from './train.ts';
import { transferable } from './transfer.ts';

export interface ClassifierModelTraining
  extends Omit<SampleMaking, 'design'>,
    Omit<TrainingControl<WatchedClasses>, 'initial'> {
  /** The model's name: small letters, digits, dots and hyphens. */
  readonly name: string;
  /** Images, all of the recipe's classes. */
  readonly parts: readonly Part[];
  readonly recipe: ClassifierRecipe;
  /** Share of the images that is held back, whole groups, to settle temperature, prediction sets and flags; with 0 there are none. */
  readonly calibration: number;
  /** A classifier to train on from; a layer of another shape begins anew. */
  readonly from?: ClassifierModel;
}

/** A new classifier, as `writeModel` takes it, and how its training went. */
export interface TrainedClassifier {
  readonly description: Omit<ClassifierModelDescription, 'weights'>;
  readonly weights: ReadonlyMap<string, Float32Array>;
  readonly curve: readonly EpochRecord<WatchedClasses>[];
}

/** What every classifier is not. */
const LIMITS = [
  'It is a pattern found in the images named here, not a diagnosis: that needs the patient, cytometry and genetics.',
  'It always names one of its classes, whatever the image shows.',
  'It was not tested on stains, magnifications and cameras other than those of the data sets named here.',
];

/** What a classifier is not that was trained on data sets. */
export function classifierLimits(trainedOn: readonly Dataset[]): string[] {
  return [...LIMITS, ...trainedOn.flatMap(({ description }) => description?.limits ?? [])];
}

/** Trains a classifier on all images given. Its figures are empty: they come from networks that did not see what they score. */
export async function trainClassifierModel(training: ClassifierModelTraining): Promise<TrainedClassifier> {
  const { name, parts, recipe, seed, runtime, from, calibration } = training;
  const data = await trainedOn(parts, 'a class of the recipe');
  const held = watchedPart(parts, calibration, seed);
  const { train, watch } = watchedPart(held.train, recipe.validation, seed);
  const samplesOf = async (some: readonly Part[]): Promise<ClassifierSample[]> => {
    const samples = [];
    for (const { dataset, items } of some) {
      samples.push(
        ...(await classifierSamples(
          items,
          dataset,
          { ...training, design: recipe.design },
          recipe.augmentation.otherMasks,
        )),
      );
    }
    return samples;
  };
  const samples = await samplesOf(train);
  // before the training: a class without an image is refused at once
  const learned = learnedFrom(samples, recipe.design.classes);
  const { weights, curve } = await trainClassifier({
    ...training,
    samples: evenClasses(samples),
    watched: await samplesOf(watch),
    ...(from && { initial: transferable(from.weights, recipe.design) }),
  });
  const heldBack = await samplesOf(held.watch);
  const known = await knownLogits(recipe, weights, heldBack, runtime);
  const familiarity = withThreshold(learned, heldBack.map(statisticsOf));
  return {
    description: {
      schemaVersion: MODEL_SCHEMA_VERSION,
      kind: 'classifier',
      name,
      notice: NOTICE,
      design: recipe.design,
      ...calibrated(known),
      ...(familiarity && { familiarity }),
      training: trainingRecord(data, recipe, seed, from?.description),
      figures: [],
      limits: classifierLimits(parts.map(({ dataset }) => dataset)),
    },
    weights,
    curve,
  };
}
