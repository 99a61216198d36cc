import { join } from 'node:path';
import type { Familiarity } from '@leukolens/cad';
import type { Part } from '../datasets/dataset.ts';
import type { EpochRecord, Trained, TrainingControl } from '../training/loop.ts';
import { watchedPart } from '../training/watched-part.ts';
import { evenClasses } from './batches.ts';
import { learnedFrom } from './known-familiarity.ts';
import type { ClassifierRecipe } from './recipe.ts';
import { type ClassifierSample, classifierSamples, type SampleMaking } from './samples.ts';
import { trainClassifier, type WatchedClasses } from './train.ts';

/** What a training on images of data sets needs besides them. */
export interface PartTraining
  extends Omit<SampleMaking, 'design'>,
    Omit<TrainingControl<WatchedClasses>, 'onEpoch'> {
  readonly recipe: ClassifierRecipe;
  /** Told of each epoch, and whether it is one of the second training (`onceMore`). */
  readonly onEpoch?: (record: EpochRecord<WatchedClasses>, refit?: true) => void;
}

/** Samples of all images, set after set; masks of other stains are those of other images of the same set. */
export async function partSamples(
  parts: readonly Part[],
  training: PartTraining,
): Promise<ClassifierSample[]> {
  const { design, augmentation } = training.recipe;
  const samples = [];
  for (const { dataset, items } of parts) {
    samples.push(
      ...(await classifierSamples(items, dataset, { ...training, design }, augmentation.otherMasks)),
    );
  }
  return samples;
}

/**
 * Trains a classifier on images, but for the share that the recipe has watched, classes evenly.
 * @returns the weights, and what the images are like that they know
 * @throws DatasetError where a class has no image; as `runTraining` does
 */
export async function trainOnParts(
  parts: readonly Part[],
  training: PartTraining,
): Promise<Trained<WatchedClasses> & { readonly learned: Omit<Familiarity, 'threshold'> }> {
  const { recipe, seed } = training;
  const { train, watch } = watchedPart(parts, recipe.validation, seed, { keepClasses: true });
  const samples = await partSamples(train, training);
  // before the training: a class without an image is refused at once
  const learned = learnedFrom(samples, recipe.design.classes);
  const watched = await partSamples(watch, training);
  return { ...(await trainClassifier({ ...training, samples: evenClasses(samples), watched })), learned };
}

/** The same training once more, with checkpoints of its own. */
export function onceMore<Training extends PartTraining>(training: Training): Training {
  const { checkpoints, onEpoch } = training;
  return {
    ...training,
    ...(checkpoints !== undefined && { checkpoints: join(checkpoints, 'refit') }),
    ...(onEpoch && { onEpoch: (record: EpochRecord<WatchedClasses>) => onEpoch(record, true) }),
  };
}
