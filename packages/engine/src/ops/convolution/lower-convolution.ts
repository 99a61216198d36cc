import type { Lowering, Value } from '../../graph/operation.ts';
import type { Tensor } from '../../graph/tensor.ts';
import { fromBlocks } from '../blocks.ts';
import { blockedConvolution, blockedProduct, blockingPays, blockKernel, staysBlocked } from './blocked.ts';
import { type Geometry, pictureSize } from './geometry.ts';
import { pickPixels } from './pick-pixels.ts';

/** Writes conv. */
export function lowerConvolution(lowering: Lowering<readonly [Tensor, Tensor], Geometry>): Value {
  const { emit, values, inputs, attributes, y } = lowering;
  const kernel = pictureSize(inputs[1], 'conv');
  const [out, channels] = inputs[1].shape as readonly [number, number];
  if (!emit.isConstant(values[1])) {
    if (staysBlocked(emit, channels, kernel, attributes, y.shape)) {
      const from = [y.shape[0] as number, channels, ...pictureSize(y, 'conv')];
      const x = pickPixels(emit, values[0], attributes.stride);
      const w = blockKernel(emit, values[1], inputs[1].shape);
      return fromBlocks(emit, blockedProduct(emit, x, w, from), y.shape);
    }
    if (blockingPays(emit, channels, out, kernel)) {
      const w = blockKernel(emit, values[1], inputs[1].shape);
      const [from, to] = [inputs[0].shape, y.shape];
      return blockedConvolution(emit, { x: values[0], w, from, to, kernel, window: attributes });
    }
  }
  const { stride, padding, dilation } = attributes;
  return emit.node('Conv', values, {
    kernel_shape: kernel,
    strides: stride,
    pads: [...padding, ...padding],
    dilations: dilation,
  });
}
