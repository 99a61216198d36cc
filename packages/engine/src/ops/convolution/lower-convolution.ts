import type { Lowering, Value } from '../../graph/operation.ts';
import type { Tensor } from '../../graph/tensor.ts';
import { fromBlocks, staysInBlocks } from '../blocks.ts';
import { blockedConvolution, blockedProduct, blockingPays, blockKernel } from './blocked.ts';
import { type Geometry, pictureSize } from './geometry.ts';
import { pickPixels } from './pick-pixels.ts';

/** Writes conv. */
export function lowerConvolution(lowering: Lowering<readonly [Tensor, Tensor], Geometry>): Value {
  const { emit, values, inputs, attributes, y } = lowering;
  const kernel = pictureSize(inputs[1], 'conv');
  const [out, channels] = inputs[1].shape as readonly [number, number];
  const { stride, padding, dilation } = attributes;
  const still = padding[0] + padding[1] === 0;
  if (!emit.isConstant(values[1])) {
    if (blockingPays(emit, channels, out, kernel)) {
      const w = blockKernel(emit, values[1], inputs[1].shape);
      const [from, to] = [inputs[0].shape, y.shape];
      return blockedConvolution(emit, { x: values[0], w, from, to, kernel, window: attributes });
    }
    if (kernel[0] * kernel[1] === 1 && still && emit.blocked > 0) {
      // the weight gradient picks the same pixels
      return product(lowering, pickPixels(emit, values[0], stride));
    }
  }
  return emit.node('Conv', values, {
    kernel_shape: kernel,
    strides: stride,
    pads: [...padding, ...padding],
    dilations: dilation,
  });
}

/** A 1x1 convolution of every pixel of x. */
function product(
  { emit, values, inputs, y }: Lowering<readonly [Tensor, Tensor], Geometry>,
  x: Value,
): Value {
  const [, w] = values;
  const channels = inputs[1].shape[1] as number;
  if (!staysInBlocks(emit, y.shape) || channels % emit.blocked !== 0) {
    return emit.node('Conv', [x, w], { kernel_shape: [1, 1], strides: [1, 1], pads: [0, 0, 0, 0] });
  }
  const from = y.shape.with(1, channels);
  return fromBlocks(emit, blockedProduct(emit, x, blockKernel(emit, w, inputs[1].shape), from), y.shape);
}
