import type { Emitter, Value } from '../../graph/operation.ts';
import type { Shape } from '../../graph/shape.ts';
import { fromBlocks, fromPictureBlocks, staysInBlocks, toBlocks, toPictureBlocks } from '../blocks.ts';
import { blockingPays, blockTurnedKernel, convolve } from './blocked.ts';
import type { Geometry, Pair } from './geometry.ts';

/*
 * Transposed convolution with stride, in blocks: rows of the result that leave the same remainder when divided by the
 * stride see the same rows of the kernel, and columns likewise. Each such phase is a convolution without stride by a
 * part of the kernel; no product with a zero is computed, and none is added up in a second pass, as ConvTranspose does.
 */

interface Strided {
  readonly x: Value;
  readonly w: Value;
  /** [out, in, height, width] of w. */
  readonly kernels: Shape;
  /** Of x and of the result. */
  readonly from: Shape;
  readonly to: Shape;
  readonly window: Geometry;
}

/** What one phase sees along one axis. */
interface Phase {
  /** Rows of the kernel, in the order in which they meet rows of x. */
  readonly taps: readonly number[];
  readonly before: number;
  readonly after: number;
}

/** Writes it so where it can be and is faster; else undefined. */
export function stridedTransposed(emit: Emitter, strided: Strided): Value | undefined {
  const { x, w, kernels, from, to, window } = strided;
  const { stride, padding, dilation } = window;
  const [out, channels, ...kernel] = kernels as readonly [number, number, number, number];
  const [, , height, width] = from as readonly [number, number, number, number];
  const whole = to[2] === height * stride[0] && to[3] === width * stride[1];
  if (emit.isConstant(w) || out % emit.blocked !== 0 || channels % emit.blocked !== 0) return undefined;
  if (!whole || dilation[0] * dilation[1] !== 1) return undefined;
  const single = kernel[0] * kernel[1] === 1;
  if (!(single ? staysInBlocks(emit, from) : blockingPays(emit, channels, channels, kernel)))
    return undefined;
  const [rows, columns] = ([0, 1] as const).map((axis) =>
    phasesOf(kernel[axis], padding[axis], stride[axis]),
  ) as [Phase[] | undefined, Phase[] | undefined];
  if (!rows || !columns) return undefined;

  const source = single ? toBlocks(emit, x, from) : toPictureBlocks(emit, x, from);
  const part = (row: Phase, column: Phase) => {
    const taps = row.taps.flatMap((y) => column.taps.map((x) => y * kernel[1] + x));
    const size: Pair = [row.taps.length, column.taps.length];
    return convolve(emit, source, blockTurnedKernel(emit, w, kernels, { taps, size }), {
      kernel: size,
      stride: [1, 1],
      pads: [row.before, column.before, row.after, column.after],
      dilation: [1, 1],
    });
  };
  // a row of the result takes a pixel of each column phase in turn; the result takes a row of each row phase
  const lines = rows.map((row) =>
    interleave(
      emit,
      columns.map((column) => part(row, column)),
      emit.blocked,
      stride[1],
    ),
  );
  const pictures = interleave(emit, lines, width * stride[1] * emit.blocked, stride[0]);
  const [batch, , tall, wide] = to as readonly [number, number, number, number];
  const lengths = single ? [1, channels, batch * tall, wide] : [batch, channels, tall, wide];
  const blocks = emit.node('Reshape', [pictures, emit.constant('int64', lengths, [4])]);
  return single ? fromBlocks(emit, blocks, to) : fromPictureBlocks(emit, blocks, to);
}

/**
 * The phases along an axis up to the last that sees anything; undefined where one before it sees nothing, or where x
 * would have to be cut.
 */
function phasesOf(kernel: number, padding: number, stride: number): Phase[] | undefined {
  const phases = Array.from({ length: stride }, (_, phase) => {
    const all = Array.from({ length: kernel }, (_, tap) => kernel - 1 - tap);
    const taps = all.filter((tap) => (phase + padding - tap) % stride === 0);
    // position i of the phase meets rows i + shift of x
    const shifts = taps.map((tap) => (phase + padding - tap) / stride);
    return { taps, before: -(shifts[0] ?? 0), after: shifts.at(-1) ?? 0 };
  });
  const seeing = phases.filter(({ taps }) => taps.length > 0).length;
  const usable = phases
    .slice(0, seeing)
    .every(({ taps, before, after }) => taps.length > 0 && before >= 0 && after >= 0);
  return usable ? phases.slice(0, seeing) : undefined;
}

/** `length` elements of each value in turn, and zeros for what lacks to `count` values. */
function interleave(emit: Emitter, values: readonly Value[], length: number, count: number): Value {
  const list = (...lengths: number[]) => emit.constant('int64', lengths, [lengths.length]);
  const pieces = values.map((value) => emit.node('Reshape', [value, list(-1, length)]));
  const joined = pieces.length === 1 ? (pieces[0] as Value) : emit.node('Concat', pieces, { axis: 1 });
  if (values.length === count) return joined;
  return emit.node('Pad', [joined, list(0, 0, 0, (count - values.length) * length)]);
}
