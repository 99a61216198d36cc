import type { Emitter, Value } from '../../graph/operation.ts';
import { fixedShape, type Shape } from '../../graph/shape.ts';
import type { Geometry, Pair } from './geometry.ts';

/*
 * Convolution in ONNX Runtime's blocked layout (NCHWc), where the channels of a pixel lie together in blocks as wide as
 * the processor's vectors. ONNX Runtime uses it by itself where weights are constant; with weights that change, as in
 * training, the graph has to rearrange them itself. Rearranging by the runtime's own ReorderInput is five to ten times
 * faster than by Transpose (docs/decisions/0006).
 */

const DOMAIN = 'com.microsoft.nchwc';

/** Whether a convolution from so many channels to so many is faster this way: 3x3 and larger kernels. */
export function blockingPays(emit: Emitter, channels: number, out: number, kernel: Pair): boolean {
  const block = emit.blocked;
  return (
    block > 0 && kernel[0] * kernel[1] >= 9 && out % block === 0 && (channels % block === 0 || channels <= 4)
  );
}

interface Blocked {
  readonly x: Value;
  /** Rearranged by `blockKernel` or `blockTurnedKernel`. */
  readonly w: Value;
  readonly channels: number;
  readonly out: number;
  readonly kernel: Pair;
  readonly window: Geometry;
}

/** A convolution between pictures in the usual layout, by way of the blocked one. */
export function blockedConvolution(emit: Emitter, { x, w, channels, out, kernel, window }: Blocked): Value {
  // few channels are read as they are
  const source = channels % emit.blocked === 0 ? emit.node('ReorderInput', [x], {}, DOMAIN) : x;
  const { stride, padding, dilation } = window;
  const attributes = {
    kernel_shape: kernel,
    strides: stride,
    pads: [...padding, ...padding],
    dilations: dilation,
    group: 1,
  };
  return emit.node(
    'ReorderOutput',
    [emit.node('Conv', [source, w], attributes, DOMAIN)],
    { channels: out },
    DOMAIN,
  );
}

/** [out, in, height, width] in blocks: out / B, in / B, tap, in within a block, out within a block. */
export function blockKernel(emit: Emitter, w: Value, shape: Shape): Value {
  const [out, channels, height, width] = fixedShape(shape, 'blockKernel') as readonly [
    number,
    number,
    number,
    number,
  ];
  const block = emit.blocked;
  const taps = height * width;
  const list = (...values: number[]) => emit.constant('int64', values, [values.length]);
  const rows = emit.node('Reshape', [w, list(out / block, block, 1, channels * taps)]);
  const lanes = emit.node('ReorderInput', [rows], {}, DOMAIN);
  if (channels % block !== 0) return emit.node('Reshape', [lanes, list(out, channels, height, width)]);
  const split = emit.node('Reshape', [lanes, list(out / block, channels / block, block, taps, block)]);
  const ordered = emit.node('Transpose', [split], { perm: [0, 1, 3, 2, 4] });
  return emit.node('Reshape', [ordered, list(out, channels, height, width)]);
}

/** The same of the kernel of the input gradient: in and out exchanged, each kernel rotated by half a turn. */
export function blockTurnedKernel(emit: Emitter, w: Value, shape: Shape): Value {
  const [out, channels, height, width] = fixedShape(shape, 'blockTurnedKernel') as readonly [
    number,
    number,
    number,
    number,
  ];
  const block = emit.blocked;
  const taps = height * width;
  const list = (...values: number[]) => emit.constant('int64', values, [values.length]);
  const rows = emit.node('Reshape', [w, list((out * channels) / block, block, 1, taps)]);
  const lanes = emit.node('ReorderInput', [rows], {}, DOMAIN);
  const split = emit.node('Reshape', [lanes, list(out, channels / block, taps, block)]);
  const byTap = emit.node('Transpose', [split], { perm: [1, 2, 0, 3] });
  const backwards = list(...Array.from({ length: taps }, (_, tap) => taps - 1 - tap));
  const turned = emit.node('Gather', [byTap, backwards], { axis: 1 });
  const blocks = emit.node('Reshape', [turned, list(channels / block, taps, out / block, block * block)]);
  const ordered = emit.node('Transpose', [blocks], { perm: [0, 2, 1, 3] });
  return emit.node('Reshape', [ordered, list(channels, out, height, width)]);
}
