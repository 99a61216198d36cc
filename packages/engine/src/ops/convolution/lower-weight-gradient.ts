import type { Lowering, Value } from '../../graph/operation.ts';
import { fixedShape } from '../../graph/shape.ts';
import type { Tensor } from '../../graph/tensor.ts';
import { type Geometry, type Pair, pictureSize } from './geometry.ts';

/** Writes convWeightGradient: one matrix product per tap of the kernel, of dy with x shifted to that tap. */
export function lowerWeightGradient(
  lowering: Lowering<readonly [Tensor, Tensor], Geometry & { readonly kernel: Pair }>,
): Value {
  const {
    emit,
    values: [x, dy],
    inputs,
    attributes: { stride, padding, dilation, kernel },
  } = lowering;
  const ints = (...list: number[]) => emit.constant('int64', list, [list.length]);
  const [batch, channels] = fixedShape(inputs[0].shape, 'convWeightGradient') as [number, number];
  const out = inputs[1].shape[1] as number;
  const [height, width] = pictureSize(inputs[1], 'convWeightGradient');
  const padded = emit.node('Pad', [x, ints(0, 0, ...padding, 0, 0, ...extra())]);
  const rows = emit.node('Reshape', [dy, ints(batch, out, height * width)]);
  const taps: Value[] = [];
  for (let ky = 0; ky < kernel[0]; ky++) {
    for (let kx = 0; kx < kernel[1]; kx++) {
      const from = [ky * dilation[0], kx * dilation[1]] as const;
      const to = [from[0] + (height - 1) * stride[0] + 1, from[1] + (width - 1) * stride[1] + 1] as const;
      const shifted = emit.node('Slice', [padded, ints(...from), ints(...to), ints(2, 3), ints(...stride)]);
      const columns = emit.node('Reshape', [shifted, ints(batch, channels, height * width)]);
      const product = emit.node('MatMul', [rows, emit.node('Transpose', [columns], { perm: [0, 2, 1] })]);
      taps.push(emit.node('ReduceSum', [product, ints(0)], { keepdims: 0 }));
    }
  }
  const stacked = emit.node(
    'Concat',
    taps.map((tap) => emit.node('Unsqueeze', [tap, ints(2)])),
    { axis: 2 },
  );
  return emit.node('Reshape', [stacked, ints(out, channels, ...kernel)]);

  /** Rows and columns below and to the right that the last position reaches, beyond x. */
  function extra(): number[] {
    const size = pictureSize(inputs[0], 'convWeightGradient');
    return ([0, 1] as const).map((axis) => {
      const reach =
        (pictureSize(inputs[1], 'convWeightGradient')[axis] - 1) * stride[axis] +
        dilation[axis] * (kernel[axis] - 1) +
        1;
      return Math.max(0, reach - size[axis] - padding[axis]);
    });
  }
}
