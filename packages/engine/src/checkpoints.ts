/** Checkpoints in a folder; needs Node but no runtime, so that who never computes need not load one. */
export type { Checkpoint, JsonRecord, JsonValue } from './checkpoint/checkpoint.ts';
export { CheckpointError } from './checkpoint/checkpoint-error.ts';
export {
  type FoundCheckpoint,
  latestCheckpoint,
  type RefusedCheckpoint,
  readCheckpoint,
  removeCheckpoints,
  saveCheckpoint,
} from './checkpoint/checkpoint-folder.ts';
export {
  type ResumeTrainingOptions,
  resumeTraining,
  type SaveTrainingOptions,
  saveTraining,
} from './training/checkpointing.ts';
