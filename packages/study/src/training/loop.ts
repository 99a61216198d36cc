import { performance } from 'node:perf_hooks';
import {
  oneCycle,
  type Runtime,
  reduceOnPlateau,
  type Schedule,
  type ScheduleState,
  startTraining,
  type TrainingSession,
  type TrainingStep,
} from '@leukolens/engine';
import { resumeTraining, saveTraining } from '@leukolens/engine/checkpoints';
import { DatasetError } from '../datasets/dataset.ts';
import type { BatchSource } from './batch-source.ts';

/** What is known after an epoch: a point of the learning curve. */
export interface EpochRecord<Validation = unknown> {
  /** Passes over the training images so far, 1 and up. */
  readonly epoch: number;
  readonly step: number;
  /** Of the epoch's last step. */
  readonly learningRate: number;
  /** Mean over the epoch's steps. */
  readonly loss: number;
  /** On the images watched, if any. */
  readonly validation?: Validation;
}

/** How the rate goes over a run: up and down once, or divided by 10 where the validation loss (or the loss) stays. */
export interface RateRule {
  readonly schedule: 'oneCycle' | 'plateau';
  readonly learningRate: number;
}

/** What every training is started with, whatever is trained. */
export interface TrainingControl<Validation> {
  readonly seed: number;
  readonly runtime: Runtime;
  /** Where checkpoints go, so that a run that was stopped goes on; none without. */
  readonly checkpoints?: string;
  /** Weights to start from, by name; those that are not there begin as a new network's do. */
  readonly initial?: ReadonlyMap<string, Float32Array>;
  readonly signal?: AbortSignal;
  readonly onEpoch?: (record: EpochRecord<Validation>) => void;
}

export interface TrainingRun<Validation extends { readonly loss: number }>
  extends TrainingControl<Validation> {
  /** The recipe's name, for messages. */
  readonly name: string;
  readonly program: TrainingStep;
  readonly source: BatchSource<Parameters<TrainingSession['step']>[0]>;
  readonly samples: number;
  readonly batch: number;
  readonly epochs: number;
  readonly rate: RateRule;
  /** What the run follows from, told apart from other runs; only asked for where there are checkpoints. */
  readonly digest: () => string;
  /** Looks at images that are not trained on, after each epoch. */
  readonly watch?: (weights: Map<string, Float32Array>) => Promise<Validation>;
}

export interface Trained<Validation> {
  /** The moving average of the weights where the recipe keeps one. */
  readonly weights: Map<string, Float32Array>;
  readonly curve: readonly EpochRecord<Validation>[];
}

/** A checkpoint costs a second of writing; one is made at the first epoch's end after so long. */
const CHECKPOINT_MS = 30_000;

/**
 * Trains a network; where `checkpoints` holds a run's state, goes on from there to the same end. Closes the source.
 * @throws the signal's reason where it aborts, after a checkpoint; DatasetError where the checkpoints are of another run, or the loss is
 *   no longer a number
 */
export async function runTraining<Validation extends { readonly loss: number }>(
  run: TrainingRun<Validation>,
): Promise<Trained<Validation>> {
  const { program, source, runtime, seed, initial, checkpoints, signal, onEpoch } = run;
  const perEpoch = Math.max(1, Math.floor(run.samples / run.batch));
  const steps = perEpoch * run.epochs;
  const session = await startTraining(program, runtime, {
    seed,
    ...(initial && { weights: initial }),
  }).catch(async (error: unknown) => {
    await source.close();
    throw error;
  });
  try {
    const schedule = scheduleOf(run.rate, steps);
    const digest = checkpoints === undefined ? undefined : run.digest();
    // before weights are restored, which may be of another shape
    const check = ({ run: before }: { readonly run?: unknown }) => {
      if (before === undefined || before === digest) return;
      throw new DatasetError(
        `the checkpoints in ${checkpoints} are of a run with another recipe, seed or start, or with other images: ` +
          'remove them to train anew, or have them in another folder',
      );
    };
    const resumed =
      checkpoints === undefined ? undefined : await resumeTraining(checkpoints, session, { check });
    let rate = (resumed?.rate as ScheduleState | undefined) ?? schedule.initial;
    const curve = ((resumed?.curve as EpochRecord<Validation>[] | undefined) ?? []).slice();
    let saved = performance.now();
    const save = async () => {
      if (checkpoints === undefined) return;
      await saveTraining(checkpoints, session, {
        record: { run: digest!, rate: { ...rate }, curve: curve as never },
      });
      saved = performance.now();
    };
    while (session.taken < steps) {
      let sum = 0;
      let learningRate = rate.learningRate;
      for (let i = 0; i < perEpoch; i++) {
        const fed = await source.batch(session.taken);
        learningRate = rate.learningRate;
        const { loss } = await session.step(fed, learningRate);
        if (!Number.isFinite(loss)) {
          throw new DatasetError(
            `the loss became ${loss} in step ${session.taken}: lower the learning rate of ${run.name}`,
          );
        }
        sum += loss;
        if (run.rate.schedule === 'oneCycle') rate = schedule.next(rate, loss);
      }
      const validation = await run.watch?.(await session.averagedWeights());
      if (run.rate.schedule === 'plateau') rate = schedule.next(rate, validation?.loss ?? sum / perEpoch);
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
}

function scheduleOf({ schedule, learningRate }: RateRule, steps: number): Schedule<ScheduleState> {
  return schedule === 'oneCycle'
    ? (oneCycle({ learningRate, steps }) as unknown as Schedule<ScheduleState>)
    : (reduceOnPlateau({ learningRate }) as unknown as Schedule<ScheduleState>);
}
