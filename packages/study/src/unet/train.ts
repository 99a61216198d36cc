import { OutlineNetwork } from '@leukolens/cad';
import type { Runtime } from '@leukolens/engine';
import { batchSource } from '../training/batch-source.ts';
import { runTraining, type Trained, type EpochRecord as TrainingEpoch } from '../training/loop.ts';
import { makeBatch } from './batches.ts';
import type { Recipe } from './recipe.ts';
import { runDigest } from './run-digest.ts';
import type { TrainingSample } from './samples.ts';
import { trainingProgram } from './training-program.ts';
import { sampleScores } from './watch.ts';

/** On the images watched, at working size: mean loss-like score 1 - IoU, and mean IoU of nuclei. */
export interface WatchedScore {
  readonly loss: number;
  readonly iou: number;
}
export type EpochRecord = TrainingEpoch<WatchedScore>;

export interface UnetTraining {
  readonly samples: readonly TrainingSample[];
  /** Images watched after each epoch; nothing is trained on them. */
  readonly watched?: readonly TrainingSample[];
  readonly recipe: Recipe;
  readonly seed: number;
  readonly runtime: Runtime;
  /** Where checkpoints go, so that a run that was stopped goes on; none without. */
  readonly checkpoints?: string;
  /** Weights to start from, by name. */
  readonly initial?: ReadonlyMap<string, Float32Array>;
  readonly signal?: AbortSignal;
  readonly onEpoch?: (record: EpochRecord) => void;
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
    digest: () => runDigest(training),
    ...(watched.length > 0 && { watch }),
  });
}
