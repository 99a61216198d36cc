import type { JsonRecord } from '../checkpoint/checkpoint.ts';
import { CheckpointError } from '../checkpoint/checkpoint-error.ts';
import { latestCheckpoint, type RefusedCheckpoint, saveCheckpoint } from '../checkpoint/checkpoint-folder.ts';
import type { StoredTensors } from '../weights/stored-tensor.ts';
import type { TrainingSession } from './training-session.ts';

export interface SaveTrainingOptions {
  /** What the caller's loop needs to go on: epoch, schedule, best score. At most 4 MiB as JSON. Default empty. */
  readonly record?: JsonRecord;
  /** How many checkpoints are kept, from 1. Default 2: should the newest be damaged, there is one before it. */
  readonly keep?: number;
}

/**
 * Saves all that a training session needs to go on exactly where it is, as a checkpoint in `folder`.
 * @returns the file's path
 * @throws CheckpointError for a record or `keep` out of range; the system's error where the disk fails
 */
export async function saveTraining(
  folder: string,
  training: TrainingSession,
  { record = {}, keep = 2 }: SaveTrainingOptions = {},
): Promise<string> {
  const { seed, step, states } = await training.state();
  const tensors: StoredTensors = new Map(
    [...states].map(([name, data]) => [name, { dtype: 'float32', shape: [data.length], data }]),
  );
  return saveCheckpoint(folder, { step, record: { seed, record }, tensors }, { keep });
}

export interface ResumeTrainingOptions {
  /** Told of each newer checkpoint that is torn or altered and was passed over. */
  readonly onRefused?: (refused: RefusedCheckpoint) => void;
  /** Looks at the record before anything is restored, and throws where the checkpoint is of something else. */
  readonly check?: (record: JsonRecord) => void;
}

/**
 * Puts a training session where the newest usable checkpoint of `folder` left it, so that the steps that follow are
 * those that would have followed there.
 * @returns the record that was saved with it; undefined where there is no checkpoint, and the session is as it was
 * @throws CheckpointError where the checkpoint was not saved by `saveTraining`, GraphError where it is of another network
 */
export async function resumeTraining(
  folder: string,
  training: TrainingSession,
  { onRefused, check }: ResumeTrainingOptions = {},
): Promise<JsonRecord | undefined> {
  const found = await latestCheckpoint(folder, onRefused);
  if (!found) return undefined;
  const { step, path, record: saved, tensors } = found;
  const { seed, record } = saved;
  if (typeof seed !== 'number' || !isRecord(record)) {
    throw new CheckpointError(`${path} holds no seed and record; expected a checkpoint of saveTraining`);
  }
  check?.(record);
  const states = new Map<string, Float32Array>();
  for (const [name, tensor] of tensors) {
    if (tensor.dtype !== 'float32') {
      throw new CheckpointError(`${path}: '${name}' is ${tensor.dtype}; expected float32`);
    }
    states.set(name, tensor.data);
  }
  training.restore({ seed, step, states });
  return record;
}

function isRecord(value: JsonRecord[string] | undefined): value is JsonRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
