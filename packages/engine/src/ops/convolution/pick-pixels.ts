import type { Emitter, Value } from '../../graph/operation.ts';
import type { Pair } from './geometry.ts';

/** Every stride-th pixel: what a 1x1 kernel sees. A pool of one pixel picks them, much faster than a strided slice. */
export function pickPixels(emit: Emitter, x: Value, stride: Pair): Value {
  if (stride[0] === 1 && stride[1] === 1) return x;
  return emit.node('MaxPool', [x], { kernel_shape: [1, 1], strides: stride });
}
