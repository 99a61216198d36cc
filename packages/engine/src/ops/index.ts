import type { Operation } from '../graph/operation.ts';
import { activations } from './activations.ts';
import { convolutions } from './convolution/conv.ts';
import { elementwise } from './elementwise.ts';
import { linearAlgebra } from './linear.ts';
import { normalisations } from './normalisation.ts';
import { poolings } from './pooling.ts';
import { randomness } from './random.ts';
import { reductions } from './reduce.ts';
import { reshapings } from './shape.ts';

export { mish, mishGate, relu } from './activations.ts';
export { conv, convTranspose, convWeightGradient, type TransposedWindow } from './convolution/conv.ts';
export type { Pair, Window } from './convolution/geometry.ts';
export * from './elementwise.ts';
export { matmul } from './linear.ts';
export {
  batchNormalise,
  channelAffine,
  channelCombine,
  channelDot,
  channelVariance,
} from './normalisation.ts';
export { averagePool, maxPool, type PoolingWindow } from './pooling.ts';
export { keepMask } from './random.ts';
export { type Axes, expand, logSoftmax, mean, sum } from './reduce.ts';
export { concat, flatten, type Padding, pad, reshape, slice, transpose } from './shape.ts';

/** Every operation there is, by family: what the operations page and the tests go through. */
export const OPERATIONS: Readonly<
  Record<string, readonly Pick<Operation, 'name' | 'summary' | 'derivative'>[]>
> = {
  elementwise,
  activations,
  reductions,
  shape: reshapings,
  'linear algebra': linearAlgebra,
  convolution: convolutions,
  normalisation: normalisations,
  pooling: poolings,
  random: randomness,
};
