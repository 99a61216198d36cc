import type { Hash } from 'node:crypto';
import { OutlineNetwork } from '@leukolens/cad';
import { batchSource } from '../training/batch-source.ts';
import {
  runTraining,
  type Trained,
  type TrainingControl,
  type EpochRecord as TrainingEpoch,
} from '../training/loop.ts';
import { runDigest } from '../training/run-digest.ts';
import { makeBatch } from './batches.ts';
import type { Recipe } from './recipe.ts';
import type { TrainingSample } from './samples.ts';
import { trainingProgram } from './training-program.ts';
import { sampleScores } from './watch.ts';

/** On the images watched, at working size: mean loss-like score 1 - IoU, and mean IoU of nuclei. */
export interface WatchedScore {
  readonly loss: number;
  readonly iou: number;
}
export type EpochRecord = TrainingEpoch<WatchedScore>;

export interface UnetTraining extends TrainingControl<WatchedScore> {
  readonly samples: readonly TrainingSample[];
  /** Images watched after each epoch; nothing is trained on them. */
  readonly watched?: readonly TrainingSample[];
  readonly recipe: Recipe;
}

/**
 * Trains a network by a recipe, as `runTraining` does.
 * @throws as `runTraining` does
 */
export async function trainUnet(training: UnetTraining): Promise<Trained<WatchedScore>> {
  const { samples, watched = [], recipe, seed, runtime } = training;
  const watch = async (weights: Map<string, Float32Array>) => {
    const network = new OutlineNetwork(recipe.design, weights, runtime);
    const iou = await sampleScores(network, watched);
    await network.release();
    return { loss: 1 - iou, iou };
  };
  return runTraining({
    ...training,
    name: recipe.name,
    program: trainingProgram(recipe),
    source: batchSource({
      worker: new URL('./batch-worker.js', import.meta.url),
      data: { samples, recipe, seed: String(seed) },
      make: makeBatch,
    }),
    samples: samples.length,
    batch: recipe.batch,
    epochs: recipe.epochs,
    rate: recipe,
    digest: () => runDigest(training, describe),
    ...(watched.length > 0 && { watch }),
  });
}

function describe({ name, image, target, counted }: TrainingSample, hash: Hash): void {
  hash.update(`${name}\n${image.width} ${image.height}\n`).update(image.data).update(target).update(counted);
}
