import type { Emitter, Value } from '../../graph/operation.ts';
import { fixedShape, type Shape } from '../../graph/shape.ts';
import { BLOCKED_DOMAIN, fromPictureBlocks, toBlocks, toPictureBlocks } from '../blocks.ts';
import type { Geometry, Pair } from './geometry.ts';

/*
 * Convolution in ONNX Runtime's blocked layout (NCHWc), where the channels of a pixel lie together in blocks as wide as
 * the processor's vectors. ONNX Runtime uses it by itself where weights are constant; with weights that change, as in
 * training, the graph has to rearrange them itself. Rearranging by the runtime's own ReorderInput is five to ten times
 * faster than by Transpose (docs/decisions/0006).
 */

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
  /** Of x and of the result: [batch, channels, height, width]. */
  readonly from: Shape;
  readonly to: Shape;
  readonly kernel: Pair;
  readonly window: Geometry;
}

/** A convolution by way of the blocked layout, of each picture by itself. */
export function blockedConvolution(emit: Emitter, { x, w, from, to, kernel, window }: Blocked): Value {
  // few channels are read as they are
  const source = (from[1] as number) % emit.blocked === 0 ? toPictureBlocks(emit, x, from) : x;
  const { stride, padding, dilation } = window;
  const pads = [...padding, ...padding];
  return fromPictureBlocks(emit, convolve(emit, source, w, { kernel, stride, pads, dilation }), to);
}

/** A 1x1 convolution without stride in the blocked layout, of the whole batch as one picture. */
export function blockedProduct(emit: Emitter, x: Value, w: Value, from: Shape): Value {
  const still = { kernel: [1, 1], stride: [1, 1], pads: [0, 0, 0, 0], dilation: [1, 1] } as const;
  return convolve(emit, toBlocks(emit, x, from), w, still);
}

interface Convolved {
  readonly kernel: Pair;
  readonly stride: Pair;
  /** Above, left, below, right. */
  readonly pads: readonly number[];
  readonly dilation: Pair;
}

/** A convolution from blocks to blocks. */
export function convolve(
  emit: Emitter,
  x: Value,
  w: Value,
  { kernel, stride, pads, dilation }: Convolved,
): Value {
  const attributes = { kernel_shape: kernel, strides: stride, pads, dilations: dilation, group: 1 };
  return emit.node('Conv', [x, w], attributes, BLOCKED_DOMAIN);
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
  const lanes = emit.node('ReorderInput', [rows], {}, BLOCKED_DOMAIN);
  if (channels % block !== 0) return emit.node('Reshape', [lanes, list(out, channels, height, width)]);
  // with one tap, the rows are in order already
  if (taps === 1) return emit.node('Reshape', [lanes, list(out, channels, 1, 1)]);
  const split = emit.node('Reshape', [lanes, list(out / block, channels / block, block, taps, block)]);
  const ordered = emit.node('Transpose', [split], { perm: [0, 1, 3, 2, 4] });
  return emit.node('Reshape', [ordered, list(out, channels, height, width)]);
}

interface Part {
  /** Of the kernel's taps, counted row by row, those wanted, in their order. */
  readonly taps: readonly number[];
  /** Height and width of what they make up. */
  readonly size: Pair;
}

/**
 * The same of the kernel of the input gradient: in and out exchanged, each kernel rotated by half a turn, or the part
 * of it that is asked for.
 */
export function blockTurnedKernel(emit: Emitter, w: Value, shape: Shape, part?: Part): Value {
  const [out, channels, height, width] = fixedShape(shape, 'blockTurnedKernel') as readonly [
    number,
    number,
    number,
    number,
  ];
  const block = emit.blocked;
  const count = height * width;
  const list = (...values: number[]) => emit.constant('int64', values, [values.length]);
  if (count === 1) {
    const split = emit.node('Reshape', [w, list(out, channels / block, block)]);
    const exchanged = emit.node('Transpose', [split], { perm: [1, 0, 2] });
    return emit.node('Reshape', [exchanged, list(channels, out, 1, 1)]);
  }
  const backwards = Array.from({ length: count }, (_, tap) => count - 1 - tap);
  const { taps, size } = part ?? { taps: backwards, size: [height, width] };
  const rows = emit.node('Reshape', [w, list((out * channels) / block, block, 1, count)]);
  const lanes = emit.node('ReorderInput', [rows], {}, BLOCKED_DOMAIN);
  const split = emit.node('Reshape', [lanes, list(out, channels / block, count, block)]);
  const byTap = emit.node('Transpose', [split], { perm: [1, 2, 0, 3] });
  const chosen = emit.node('Gather', [byTap, list(...taps)], { axis: 1 });
  const blocks = emit.node('Reshape', [
    chosen,
    list(channels / block, taps.length, out / block, block * block),
  ]);
  const ordered = emit.node('Transpose', [blocks], { perm: [0, 2, 1, 3] });
  return emit.node('Reshape', [ordered, list(channels, out, ...size)]);
}
