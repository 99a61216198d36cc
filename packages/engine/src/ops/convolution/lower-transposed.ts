import type { Emitter, Lowering, Value } from '../../graph/operation.ts';
import type { Tensor } from '../../graph/tensor.ts';
import { fromBlocks, staysInBlocks } from '../blocks.ts';
import { blockedConvolution, blockedProduct, blockingPays, blockTurnedKernel } from './blocked.ts';
import { stridedTransposed } from './blocked-strided.ts';
import { type Geometry, type Pair, pictureSize } from './geometry.ts';

type Transposed = Geometry & { readonly size: Pair };

/** For so few positions, turning the kernels costs more than it gains. */
const FEW_POSITIONS = 64;

/**
 * Writes convTranspose. Without stride it is a convolution with the kernel turned round, which every device computes
 * faster than ConvTranspose (docs/decisions/0006).
 */
export function lowerTransposed(lowering: Lowering<readonly [Tensor, Tensor], Transposed>): Value {
  const {
    emit,
    values: [x, w],
    inputs,
    attributes: { stride, padding, dilation, size },
    y,
  } = lowering;
  const input = pictureSize(inputs[0], 'convTranspose');
  const kernel = pictureSize(inputs[1], 'convTranspose');
  const reach: Pair = [dilation[0] * (kernel[0] - 1), dilation[1] * (kernel[1] - 1)];
  const pads: Pair = [reach[0] - padding[0], reach[1] - padding[1]];
  const unstrided = stride[0] === 1 && stride[1] === 1 && pads[0] >= 0 && pads[1] >= 0;
  const [out, channels] = inputs[1].shape as readonly [number, number];
  // in blocks, both counts of channels have to fill them
  if (!emit.isConstant(w) && out % emit.blocked === 0) {
    if (unstrided && kernel[0] * kernel[1] === 1 && staysInBlocks(emit, y.shape)) {
      const turned = blockTurnedKernel(emit, w, inputs[1].shape);
      return fromBlocks(emit, blockedProduct(emit, x, turned, inputs[0].shape), y.shape);
    }
    if (unstrided && blockingPays(emit, channels, channels, kernel)) {
      const turned = blockTurnedKernel(emit, w, inputs[1].shape);
      const window = { stride, padding: pads, dilation };
      return blockedConvolution(emit, { x, w: turned, from: inputs[0].shape, to: y.shape, kernel, window });
    }
  }
  if (unstrided && (kernel[0] * kernel[1] === 1 || input[0] * input[1] > FEW_POSITIONS)) {
    return emit.node('Conv', [x, turnKernel(emit, w, inputs[1])], {
      kernel_shape: kernel,
      strides: stride,
      pads: [...pads, ...pads],
      dilations: dilation,
    });
  }
  const byPhases = stridedTransposed(emit, {
    x,
    w,
    kernels: inputs[1].shape,
    from: inputs[0].shape,
    to: y.shape,
    window: lowering.attributes,
  });
  if (byPhases) return byPhases;
  const missing = ([0, 1] as const).map(
    (axis) => size[axis] - ((input[axis] - 1) * stride[axis] - 2 * padding[axis] + reach[axis] + 1),
  );
  return emit.node('ConvTranspose', [x, w], {
    kernel_shape: kernel,
    strides: stride,
    pads: [...padding, ...padding],
    dilations: dilation,
    output_padding: missing,
  });
}

/** [out, in, height, width] as [in, out, height, width], each kernel rotated by half a turn. */
function turnKernel(emit: Emitter, w: Value, { shape }: Tensor): Value {
  const [out, channels, height, width] = shape as readonly [number, number, number, number];
  const list = (...values: number[]) => emit.constant('int64', values, [values.length]);
  const taps = height * width;
  const flat = emit.node('Reshape', [w, list(out, channels, taps)]);
  const backwards = Array.from({ length: taps }, (_, tap) => taps - 1 - tap);
  const rotated = taps > 1 ? emit.node('Gather', [flat, list(...backwards)], { axis: 2 }) : flat;
  const swapped = emit.node('Transpose', [rotated], { perm: [1, 0, 2] });
  return emit.node('Reshape', [swapped, list(channels, out, height, width)]);
}
