/** What needs Node: the runtime on onnxruntime-node, and checkpoints in a folder. */
export type { Checkpoint, JsonRecord, JsonValue } from './checkpoint/checkpoint.ts';
export { CheckpointError } from './checkpoint/checkpoint-error.ts';
export {
  type FoundCheckpoint,
  latestCheckpoint,
  type RefusedCheckpoint,
  readCheckpoint,
  saveCheckpoint,
} from './checkpoint/checkpoint-folder.ts';
export { type NodeRuntimeOptions, nodeRuntime } from './runtime/node-runtime.ts';
export { resumeTraining, type SaveTrainingOptions, saveTraining } from './training/checkpointing.ts';
