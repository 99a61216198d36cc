/** Networks as traced graphs: built, differentiated, trained and run on an injected ONNX Runtime. */
export type { AnyTypedArray, DataType } from './graph/data-type.ts';
export { GraphError } from './graph/errors.ts';
export { gradients } from './graph/gradients.ts';
export * from './graph/initialisers.ts';
export { type Mode, Model, Scope, type Variable } from './graph/model.ts';
export type { Device, Operation } from './graph/operation.ts';
export type { Program } from './graph/program.ts';
export { keyOf, normal, uniform } from './graph/random.ts';
export type { Dimension, Shape } from './graph/shape.ts';
export { constant, input, Tensor } from './graph/tensor.ts';
export { dropout } from './layers/dropout.ts';
export * from './layers/layers.ts';
export { type CrossEntropyOptions, crossEntropy } from './losses/cross-entropy.ts';
export { type UnifiedFocalOptions, unifiedFocal } from './losses/unified-focal.ts';
export { type ResnetOptions, resnet18, resnet50 } from './networks/resnet.ts';
export { type UnetOptions, unet } from './networks/unet.ts';
export { type LoweredProgram, type LowerOptions, lower } from './onnx/lower.ts';
export * from './ops/index.ts';
export { type AdamOptions, adam, adamW } from './optimisers/adam.ts';
export type { Optimiser } from './optimisers/optimiser.ts';
export { type SgdOptions, sgd } from './optimisers/sgd.ts';
export type { Runtime } from './runtime/runtime.ts';
export { type CompileOptions, compile, type Feed, type Result, Session } from './runtime/session.ts';
export {
  startTraining,
  TrainingSession,
  type TrainingSessionOptions,
  type TrainingState,
} from './training/training-session.ts';
export { type TrainingOptions, type TrainingStep, trainingStep } from './training/training-step.ts';
