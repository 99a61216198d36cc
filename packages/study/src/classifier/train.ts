import {
  CLASSIFIER_PLANES,
  ClassScorer,
  classifierView,
  softmax,
  traceClassifier,
  windowsOf,
} from '@leukolens/cad';
import type { Runtime } from '@leukolens/engine';
import { batchSource } from '../training/batch-source.ts';
import { type EpochRecord, runTraining, type Trained } from '../training/loop.ts';
import { makeClassifierBatch } from './batches.ts';
import type { ClassifierRecipe } from './recipe.ts';
import { classifierDigest } from './run-digest.ts';
import type { ClassifierSample } from './samples.ts';
import { classifierProgram } from './training-program.ts';

/** On the images watched: mean cross-entropy, and the share that is classified rightly. */
export interface WatchedClasses {
  readonly loss: number;
  readonly accuracy: number;
}

export interface ClassifierTraining {
  readonly samples: readonly ClassifierSample[];
  /** Images watched after each epoch; nothing is trained on them. */
  readonly watched?: readonly ClassifierSample[];
  readonly recipe: ClassifierRecipe;
  readonly seed: number;
  readonly runtime: Runtime;
  /** Where checkpoints go, so that a run that was stopped goes on; none without. */
  readonly checkpoints?: string;
  /** Weights to start from, by name; layers that they lack begin anew. */
  readonly initial?: ReadonlyMap<string, Float32Array>;
  readonly signal?: AbortSignal;
  readonly onEpoch?: (record: EpochRecord<WatchedClasses>) => void;
}

/**
 * Trains a classifier by a recipe.
 * @throws as `runTraining` does
 */
export async function trainClassifier(training: ClassifierTraining): Promise<Trained<WatchedClasses>> {
  const { samples, watched = [], recipe, seed, runtime } = training;
  const watch = async (weights: ReadonlyMap<string, Float32Array>) => {
    const logits = await sampleLogits(recipe, weights, watched, runtime);
    let [loss, right] = [0, 0];
    watched.forEach(({ label }, i) => {
      loss -= Math.log(Math.max(softmax(logits[i]!)[label]!, 1e-12));
      if (logits[i]!.indexOf(Math.max(...logits[i]!)) === label) right++;
    });
    return { loss: loss / watched.length, accuracy: right / watched.length };
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
    digest: () => classifierDigest(training),
    ...(watched.length > 0 && { watch }),
  });
}

/** The logits of samples as a user gets them: means over the windows. */
export async function sampleLogits(
  { design, batch }: Pick<ClassifierRecipe, 'design' | 'batch'>,
  weights: ReadonlyMap<string, Float32Array>,
  samples: readonly ClassifierSample[],
  runtime: Runtime,
): Promise<Float32Array[]> {
  const scorer = await ClassScorer.start(
    (model, x, observe) => traceClassifier(model, x, design, observe),
    weights,
    runtime,
    { batch, channels: CLASSIFIER_PLANES[design.colours], width: design.side, height: design.side },
  );
  const logits: Float32Array[] = [];
  // many small images make one batch
  const waiting: { sample: number; picture: Float32Array }[] = [];
  const sums = samples.map(() => ({ logits: new Float32Array(design.classes.length), windows: 0 }));
  const look = async () => {
    const found = await scorer.logits(waiting.map(({ picture }) => picture));
    waiting.forEach(({ sample }, i) => {
      const sum = sums[sample]!;
      sum.windows++;
      found[i]!.forEach((logit, k) => {
        sum.logits[k]! += logit;
      });
    });
    waiting.length = 0;
  };
  for (const [index, { image, nuclei }] of samples.entries()) {
    const view = classifierView(image, nuclei, design);
    for (const window of windowsOf(nuclei, design)) {
      waiting.push({ sample: index, picture: view(window) });
      if (waiting.length === batch) await look();
    }
  }
  await look();
  await scorer.release();
  for (const sum of sums) logits.push(sum.logits.map((logit) => logit / sum.windows));
  return logits;
}
