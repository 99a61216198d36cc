import type { Lowering, Value } from '../../graph/operation.ts';
import type { Tensor } from '../../graph/tensor.ts';
import { type Geometry, type Pair, pictureSize } from './geometry.ts';

/** Writes convTranspose. */
export function lowerTransposed(
  lowering: Lowering<readonly [Tensor, Tensor], Geometry & { readonly size: Pair }>,
): Value {
  const {
    emit,
    values,
    inputs: [x, w],
    attributes: { stride, padding, dilation, size },
  } = lowering;
  const input = pictureSize(x, 'convTranspose');
  const kernel = pictureSize(w, 'convTranspose');
  const missing = ([0, 1] as const).map(
    (axis) =>
      size[axis] -
      ((input[axis] - 1) * stride[axis] - 2 * padding[axis] + dilation[axis] * (kernel[axis] - 1) + 1),
  );
  return emit.node('ConvTranspose', values, {
    kernel_shape: kernel,
    strides: stride,
    pads: [...padding, ...padding],
    dilations: dilation,
    output_padding: missing,
  });
}
