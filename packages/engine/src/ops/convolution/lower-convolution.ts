import type { Lowering, Value } from '../../graph/operation.ts';
import type { Tensor } from '../../graph/tensor.ts';
import { blockedConvolution, blockingPays, blockKernel } from './blocked.ts';
import { type Geometry, pictureSize } from './geometry.ts';

/** Writes conv. */
export function lowerConvolution(lowering: Lowering<readonly [Tensor, Tensor], Geometry>): Value {
  const { emit, values, inputs, attributes } = lowering;
  const kernel = pictureSize(inputs[1], 'conv');
  const [out, channels] = inputs[1].shape as readonly [number, number];
  if (!emit.isConstant(values[1]) && blockingPays(emit, channels, out, kernel)) {
    const w = blockKernel(emit, values[1], inputs[1].shape);
    return blockedConvolution(emit, { x: values[0], w, channels, out, kernel, window: attributes });
  }
  const { stride, padding, dilation } = attributes;
  return emit.node('Conv', values, {
    kernel_shape: kernel,
    strides: stride,
    pads: [...padding, ...padding],
    dilations: dilation,
  });
}
