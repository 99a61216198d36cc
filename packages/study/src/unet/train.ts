import { performance } from 'node:perf_hooks';
import { OutlineNetwork } from '@leukolens/cad';
import {
  oneCycle,
  type Runtime,
  reduceOnPlateau,
  type Schedule,
  type ScheduleState,
  startTraining,
} from '@leukolens/engine';
import { resumeTraining, saveTraining } from '@leukolens/engine/checkpoints';
import { DatasetError } from '../datasets/dataset.ts';
import { batchSource } from './batch-source.ts';
import type { Recipe } from './recipe.ts';
import { runDigest } from './run-digest.ts';
import type { TrainingSample } from './samples.ts';
import { trainingProgram } from './training-program.ts';
import { sampleScores } from './watch.ts';

/** What is known after an epoch: a point of the learning curve. */
export interface EpochRecord {
  /** Passes over the training images so far, 1 and up. */
  readonly epoch: number;
  readonly step: number;
  /** Of the epoch's last step. */
  readonly learningRate: number;
  /** Mean over the epoch's steps. */
  readonly loss: number;
  /** On the images watched, if any, at working size: mean loss-like score 1 - IoU, and mean IoU of nuclei. */
  readonly validation?: { readonly loss: number; readonly iou: number };
}

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

export interface TrainedUnet {
  /** The moving average of the weights where the recipe keeps one. */
  readonly weights: Map<string, Float32Array>;
  readonly curve: readonly EpochRecord[];
}

/** A checkpoint costs a second of writing; one is made at the first epoch's end after so long. */
const CHECKPOINT_MS = 30_000;

/**
 * Trains a network by a recipe; where `checkpoints` holds a run's state, goes on from there to the same end.
 * @throws the signal's reason where it aborts, after a checkpoint; DatasetError where the checkpoints are of another run
 */
export async function trainUnet(training: UnetTraining): Promise<TrainedUnet> {
  const { samples, watched = [], recipe, seed, runtime, checkpoints, initial, signal, onEpoch } = training;
  const perEpoch = Math.max(1, Math.floor(samples.length / recipe.batch));
  const steps = perEpoch * recipe.epochs;
  const session = await startTraining(trainingProgram(recipe), runtime, {
    seed,
    ...(initial && { weights: initial }),
  });
  const source = batchSource({ samples, recipe, seed: String(seed) });
  try {
    const schedule = scheduleOf(recipe, steps);
    const run = checkpoints === undefined ? undefined : runDigest(training);
    const resumed = checkpoints === undefined ? undefined : await resumeTraining(checkpoints, session);
    if (resumed?.run !== undefined && resumed.run !== run) {
      throw new DatasetError(
        `the checkpoints in ${checkpoints} are of a run with another recipe, seed or start, or with other images: ` +
          'remove them to train anew, or have them in another folder',
      );
    }
    let rate = (resumed?.rate as ScheduleState | undefined) ?? schedule.initial;
    const curve = ((resumed?.curve as EpochRecord[] | undefined) ?? []).slice();
    let saved = performance.now();
    const save = async () => {
      if (checkpoints === undefined) return;
      await saveTraining(checkpoints, session, {
        record: { run: run!, rate: { ...rate }, curve: curve as never },
      });
      saved = performance.now();
    };
    const usesCounted = recipe.loss.kind === 'jaccardCrossEntropy';
    while (session.taken < steps) {
      let sum = 0;
      let learningRate = rate.learningRate;
      for (let i = 0; i < perEpoch; i++) {
        const { x, target, counted } = await source.batch(session.taken);
        learningRate = rate.learningRate;
        const { loss } = await session.step({ x, target, ...(usesCounted && { counted }) }, learningRate);
        if (!Number.isFinite(loss)) {
          throw new Error(
            `the loss became ${loss} in step ${session.taken}: lower the learning rate of ${recipe.name}`,
          );
        }
        sum += loss;
        if (recipe.schedule === 'oneCycle') rate = schedule.next(rate, loss);
      }
      const validation = watched.length > 0 ? await watch() : undefined;
      if (recipe.schedule === 'plateau') rate = schedule.next(rate, validation?.loss ?? sum / perEpoch);
      const record = {
        epoch: session.taken / perEpoch,
        step: session.taken,
        learningRate,
        loss: sum / perEpoch,
        ...(validation && { validation }),
      };
      curve.push(record);
      onEpoch?.(record);
      if (signal?.aborted || performance.now() - saved > CHECKPOINT_MS) await save();
      signal?.throwIfAborted();
    }
    return { weights: await session.averagedWeights(), curve };
  } finally {
    await source.close();
    await session.release();
  }

  async function watch() {
    const network = new OutlineNetwork(recipe.design, await session.averagedWeights(), runtime);
    const iou = await sampleScores(network, watched);
    await network.release();
    return { loss: 1 - iou, iou };
  }
}

function scheduleOf({ schedule, learningRate }: Recipe, steps: number): Schedule<ScheduleState> {
  return schedule === 'oneCycle'
    ? (oneCycle({ learningRate, steps }) as unknown as Schedule<ScheduleState>)
    : (reduceOnPlateau({ learningRate }) as unknown as Schedule<ScheduleState>);
}
