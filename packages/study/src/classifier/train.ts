import type { Hash } from 'node:crypto';
import { crossEntropyAt } from '../calibrate/temperature.ts';
import { batchSource } from '../training/batch-source.ts';
import { runTraining, type Trained, type TrainingControl } from '../training/loop.ts';
import { runDigest } from '../training/run-digest.ts';
import { makeClassifierBatch } from './batches.ts';
import { knownLogits } from './known-logits.ts';
import type { ClassifierRecipe } from './recipe.ts';
import type { ClassifierSample } from './samples.ts';
import { classifierProgram } from './training-program.ts';

/** On the images watched: mean cross-entropy, and the share that is classified rightly. */
export interface WatchedClasses {
  readonly loss: number;
  readonly accuracy: number;
}

export interface ClassifierTraining extends TrainingControl<WatchedClasses> {
  readonly samples: readonly ClassifierSample[];
  /** Images watched after each epoch; nothing is trained on them. */
  readonly watched?: readonly ClassifierSample[];
  readonly recipe: ClassifierRecipe;
}

/**
 * Trains a classifier by a recipe.
 * @throws as `runTraining` does
 */
export async function trainClassifier(training: ClassifierTraining): Promise<Trained<WatchedClasses>> {
  const { samples, watched = [], recipe, seed, runtime } = training;
  const watch = async (weights: ReadonlyMap<string, Float32Array>) => {
    const known = await knownLogits(recipe, weights, watched, runtime);
    const right = known.filter(({ label, logits }) => logits.indexOf(Math.max(...logits)) === label);
    return { loss: crossEntropyAt(known, 1), accuracy: right.length / known.length };
  };
  return runTraining({
    ...training,
    name: recipe.name,
    program: classifierProgram(recipe),
    source: batchSource({
      worker: new URL('./batch-worker.js', import.meta.url),
      data: { samples, recipe, seed: String(seed) },
      make: makeClassifierBatch,
    }),
    samples: samples.length,
    batch: recipe.batch,
    epochs: recipe.epochs,
    rate: recipe,
    digest: () => runDigest(training, describe),
    ...(watched.length > 0 && { watch }),
  });
}

function describe({ name, label, image, nuclei, stain, otherNuclei }: ClassifierSample, hash: Hash): void {
  hash.update(JSON.stringify({ name, label, stain, width: image.width, height: image.height }));
  hash.update(image.data).update(nuclei.data);
  for (const { data } of otherNuclei) hash.update(data);
}
