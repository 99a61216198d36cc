/** Networks as traced graphs: built, differentiated, trained and run on an injected ONNX Runtime. */
export type { AnyTypedArray, DataType } from './graph/data-type.ts';
export { GraphError } from './graph/errors.ts';
export { gradients } from './graph/gradients.ts';
export * from './graph/initialisers.ts';
export { type Mode, Model, Scope, type Variable } from './graph/model.ts';
export type { Device, Operation, Operator } from './graph/operation.ts';
export type { Program } from './graph/program.ts';
export { keyOf, normal, uniform } from './graph/random.ts';
export type { Dimension, Shape } from './graph/shape.ts';
export { constant, input, Tensor } from './graph/tensor.ts';
export { dropout } from './layers/dropout.ts';
export * from './layers/layers.ts';
export { type CrossEntropyOptions, crossEntropy } from './losses/cross-entropy.ts';
export { type JaccardCrossEntropyOptions, jaccardCrossEntropy } from './losses/jaccard-cross-entropy.ts';
export { type UnifiedFocalOptions, unifiedFocal } from './losses/unified-focal.ts';
export { basicBlock, bottleneck, type ResnetOptions, resnet, resnet18, resnet50 } from './networks/resnet.ts';
export { type UnetOptions, unet } from './networks/unet.ts';
export { type ExportOptions, exportOnnx } from './onnx/export.ts';
export { type LoweredProgram, type LowerOptions, lower } from './onnx/lower.ts';
export * from './ops/index.ts';
export { type AdamOptions, adam, adamW } from './optimisers/adam.ts';
export type { Optimiser, Updated, UpdateInputs } from './optimisers/optimiser.ts';
export { type CosineOptions, cosine } from './optimisers/schedules/cosine.ts';
export { type OneCycleOptions, oneCycle } from './optimisers/schedules/one-cycle.ts';
export {
  type PlateauState,
  type ReduceOnPlateauOptions,
  reduceOnPlateau,
} from './optimisers/schedules/reduce-on-plateau.ts';
export type { Schedule, ScheduleState, TimedSchedule, TimedState } from './optimisers/schedules/schedule.ts';
export { type SgdOptions, sgd } from './optimisers/sgd.ts';
export type { Runtime, StateTransfer } from './runtime/runtime.ts';
export { type CompileOptions, compile, type Feed, type Result, Session } from './runtime/session.ts';
export {
  startTraining,
  TrainingSession,
  type TrainingSessionOptions,
  type TrainingState,
} from './training/training-session.ts';
export { type TrainingOptions, type TrainingStep, trainingStep } from './training/training-step.ts';
export { type PthOptions, readPth } from './weights/pth.ts';
export { type FloatTensor, packWeights, unpackWeights, type WeightStorage } from './weights/quantise.ts';
export {
  readSafetensors,
  type Safetensors,
  type SafetensorsLimits,
  writeSafetensors,
} from './weights/safetensors.ts';
export {
  type StoredDataType,
  type StoredTensor,
  type StoredTensors,
  toFloat32,
} from './weights/stored-tensor.ts';
export { WeightsFileError } from './weights/weights-file-error.ts';
