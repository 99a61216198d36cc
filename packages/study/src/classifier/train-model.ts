import {
  type ClassifierModel,
  type ClassifierModelDescription,
  MODEL_SCHEMA_VERSION,
  NOTICE,
} from '@leukolens/cad';
import { calibrated } from '../calibrate/calibrated.ts';
import type { Dataset, Part } from '../datasets/dataset.ts';
import type { EpochRecord } from '../training/loop.ts';
import { trainedOn, trainingRecord } from '../training/trained-on.ts';
import { watchedPart } from '../training/watched-part.ts';
import { statisticsOf, withThreshold } from './known-familiarity.ts';
import { knownLogits } from './known-logits.ts';
import type { WatchedClasses } from './train.ts';
import { onceMore, type PartTraining, partSamples, trainOnParts } from './train-on-parts.ts';
import { transferable } from './transfer.ts';

export interface ClassifierModelTraining extends Omit<PartTraining, 'initial'> {
  /** The model's name: small letters, digits, dots and hyphens. */
  readonly name: string;
  /** Images, all of the recipe's classes. */
  readonly parts: readonly Part[];
  /**
   * Share of the images that is held back, whole groups, to settle temperature, prediction sets and flags: of parts with images that are
   * marked `validation` these. With 0, and nothing marked, there are none.
   */
  readonly calibration: number;
  /** Whether a second network is trained on all images, and takes what the first was calibrated by. */
  readonly refit?: boolean;
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
  'It names one of its classes of whatever it is shown, and knows no other.',
  'It was not tested on stains, magnifications and cameras other than those of the data sets named here.',
];

const REFIT_LIMIT =
  'How sure it is, its prediction sets and its flags were settled by a network that had seen fewer of these images.';

/** What a classifier is not that was trained on data sets, some of their images after all was settled (`refit`). */
export function classifierLimits(trainedOn: readonly Dataset[], refit = false): string[] {
  return [
    ...LIMITS,
    ...(refit ? [REFIT_LIMIT] : []),
    ...trainedOn.flatMap(({ description }) => description?.limits ?? []),
  ];
}

/** Trains a classifier on all images given. Its figures are empty: they come from networks that did not see what they score. */
export async function trainClassifierModel(training: ClassifierModelTraining): Promise<TrainedClassifier> {
  const { name, parts, recipe, seed, runtime, from, calibration } = training;
  const data = await trainedOn(parts, 'a class of the recipe');
  const held = watchedPart(parts, calibration, seed, { keepClasses: true, marked: true });
  const started = { ...training, ...(from && { initial: transferable(from.weights, recipe.design) }) };
  const first = await trainOnParts(held.train, started);
  const heldBack = await partSamples(held.watch, started);
  const known = await knownLogits(recipe, first.weights, heldBack, runtime);
  const familiarity = withThreshold(first.learned, heldBack.map(statisticsOf));
  const refitted = training.refit === true && heldBack.length > 0;
  const { weights, curve } = refitted ? await trainOnParts(parts, onceMore(started)) : first;
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
      limits: classifierLimits(
        parts.map(({ dataset }) => dataset),
        refitted,
      ),
    },
    weights,
    curve,
  };
}
