import type { Emitter, Lowering, Value } from '../../graph/operation.ts';
import { fixedShape, type Shape } from '../../graph/shape.ts';
import type { Tensor } from '../../graph/tensor.ts';
import { acrossPictures } from '../blocks.ts';
import { type Geometry, type Pair, pictureSize } from './geometry.ts';
import { pickPixels } from './pick-pixels.ts';

/** Up to so many positions, one product over all pictures at once beats one per picture (docs/decisions/0006). */
const FEW_POSITIONS = 200;

/** The same threshold where shifting moves less: the outer product of shifts. */
const MANY_POSITIONS = 800;

/** A product of up to so many rows is faster with its operands exchanged, the longer side as rows. */
const FEW_ROWS = 128;

/** Below so many channels, taps are stacked before the product: a product of few columns leaves the processor idle. */
const FEW_CHANNELS = 16;

interface Shapes extends Geometry {
  readonly kernel: Pair;
  readonly batch: number;
  readonly channels: number;
  readonly out: number;
  /** Height and width of x, and of dy. */
  readonly size: Pair;
  readonly positions: Pair;
}

/**
 * Writes convWeightGradient: for each tap of the kernel, dy times the picture as that tap saw it, summed over positions
 * and pictures. Which order of shifting, multiplying and summing is fastest depends on the shape.
 */
export function lowerWeightGradient(
  lowering: Lowering<readonly [Tensor, Tensor], Geometry & { readonly kernel: Pair }>,
): Value {
  const { emit, values, inputs, attributes } = lowering;
  const [batch, channels] = fixedShape(inputs[0].shape, 'convWeightGradient') as readonly [number, number];
  const shapes: Shapes = {
    ...attributes,
    batch,
    channels,
    out: inputs[1].shape[1] as number,
    size: pictureSize(inputs[0], 'convWeightGradient'),
    positions: pictureSize(inputs[1], 'convWeightGradient'),
  };
  const { out, kernel, positions } = shapes;
  const count = positions[0] * positions[1];
  if (isUnstrided(shapes)) return outerProduct(emit, values[0], values[1], shapes);
  const list = (...lengths: number[]) => emit.constant('int64', lengths, [lengths.length]);
  const taps = shiftedPictures(emit, values[0], shapes);
  const flat = (value: Value, rows: number) => emit.node('Reshape', [value, list(batch, rows, count)]);

  if (count > FEW_POSITIONS && channels >= FEW_CHANNELS) {
    const rows = flat(values[1], out);
    const products = taps.map((tap) => sumOfProducts(emit, rows, flat(tap, channels), out, channels));
    if (products.length === 1) return emit.node('Reshape', [products[0] as Value, list(out, channels, 1, 1)]);
    const stacked = emit.node(
      'Concat',
      products.map((product) => emit.node('Unsqueeze', [product, list(2)])),
      { axis: 2 },
    );
    return emit.node('Reshape', [stacked, list(out, channels, ...kernel)]);
  }
  const stacked = taps.length === 1 ? (taps[0] as Value) : emit.node('Concat', taps, { axis: 1 });
  const width = taps.length * channels;
  const across = (value: Value, rows: number) => {
    const lines = acrossPictures(emit, value, [batch, rows, ...positions]);
    return emit.node('Reshape', [lines, list(rows, batch * count)]);
  };
  const joint =
    count > FEW_POSITIONS
      ? sumOfProducts(emit, flat(values[1], out), flat(stacked, width), out, width)
      : times(emit, across(values[1], out), across(stacked, width), out, width);
  // [out, taps, channels]
  const byTap = emit.node('Reshape', [joint, list(out, taps.length, channels)]);
  const ordered = taps.length === 1 ? byTap : emit.node('Transpose', [byTap], { perm: [0, 2, 1] });
  return emit.node('Reshape', [ordered, list(out, channels, ...kernel)]);
}

/** A kernel of more than one tap that moves pixel by pixel. */
function isUnstrided({ kernel, stride, channels }: Shapes): boolean {
  return stride[0] === 1 && stride[1] === 1 && kernel[0] > 1 && kernel[1] > 1 && channels >= FEW_CHANNELS;
}

/**
 * Without stride, all taps by one product: a tap at (row, column) pairs dy shifted up by its row with x shifted left by
 * its column, so k shifts of each give all k² pairs.
 */
function outerProduct(emit: Emitter, x: Value, dy: Value, shapes: Shapes): Value {
  const { kernel, padding, dilation, batch, channels, out, size, positions } = shapes;
  const list = (...values: number[]) => emit.constant('int64', values, [values.length]);
  // with few positions, pictures lie side by side along the product's inner axis; else they are summed afterwards
  const together = size[0] * positions[1] <= MANY_POSITIONS;
  const lead = (value: Value, shape: Shape) => (together ? acrossPictures(emit, value, shape) : value);
  const rows = (count: number) =>
    together ? [count, batch * size[0] * positions[1]] : [batch, count, size[0] * positions[1]];

  const right = Math.max(0, (kernel[1] - 1) * dilation[1] + positions[1] - size[1] - padding[1]);
  const picture = lead(x, [batch, channels, ...size]);
  const wide = emit.node('Pad', [picture, list(0, 0, 0, padding[1], 0, 0, 0, right)]);
  const columns = Array.from({ length: kernel[1] }, (_, kx) => {
    const from = kx * dilation[1];
    // the tap that sees the picture where it lies needs no copy
    const still = from === padding[1] && positions[1] === size[1];
    const seen = still ? picture : emit.node('Slice', [wide, list(from), list(from + positions[1]), list(3)]);
    return emit.node('Reshape', [seen, list(...rows(channels))]);
  });
  // row r of x meets row r + padding - ky dilation of dy; rows beyond dy are zero
  const reach = (kernel[0] - 1) * dilation[0];
  const above = Math.max(0, reach - padding[0]);
  const below = Math.max(0, size[0] - positions[0] + padding[0]);
  const upstream = lead(dy, [batch, out, ...positions]);
  const tall = emit.node('Pad', [upstream, list(0, 0, above, 0, 0, 0, below, 0)]);
  const shifted = Array.from({ length: kernel[0] }, (_, ky) => {
    const from = above + padding[0] - ky * dilation[0];
    const still = from === above && positions[0] === size[0];
    const seen = still ? upstream : emit.node('Slice', [tall, list(from), list(from + size[0]), list(2)]);
    return emit.node('Reshape', [seen, list(...rows(out))]);
  });
  const b = emit.node('Concat', columns, { axis: together ? 0 : 1 });
  // one product per row of the kernel: laying the rows side by side as well costs more than the larger product gains
  const byRow = shifted.map((a) => {
    const joint = (together ? times : sumOfProducts)(emit, a, b, out, kernel[1] * channels);
    return emit.node('Reshape', [joint, list(out, 1, kernel[1] * channels)]);
  });
  const rowsTogether = emit.node('Concat', byRow, { axis: 1 });
  const byTap = emit.node('Reshape', [rowsTogether, list(out, kernel[0] * kernel[1], channels)]);
  const ordered = emit.node('Transpose', [byTap], { perm: [0, 2, 1] });
  return emit.node('Reshape', [ordered, list(out, channels, ...kernel)]);
}

/** a bᵀ for matrices of so many rows each. */
function times(emit: Emitter, a: Value, b: Value, rows: number, columns: number): Value {
  if (!exchangePays(emit, rows, columns)) return product(emit, a, b, 2);
  return emit.node('Transpose', [product(emit, b, a, 2)], { perm: [1, 0] });
}

/** Σ over pictures of a bᵀ: [batch, rows, positions] and [batch, columns, positions] give [rows, columns]. */
function sumOfProducts(emit: Emitter, a: Value, b: Value, rows: number, columns: number): Value {
  const sum = (products: Value) =>
    emit.node('ReduceSum', [products, emit.constant('int64', [0], [1])], { keepdims: 0 });
  if (!exchangePays(emit, rows, columns)) return sum(product(emit, a, b, 3));
  return emit.node('Transpose', [sum(product(emit, b, a, 3))], { perm: [1, 0] });
}

/**
 * Whether b aᵀ, turned round afterwards, is faster than a bᵀ: the runtime rearranges all of its second operand for every
 * product, and few rows are soon done with what was rearranged.
 */
function exchangePays({ device }: Emitter, rows: number, columns: number): boolean {
  return device === 'cpu' && rows <= FEW_ROWS && columns > rows;
}

/** a bᵀ for matrices along the last two axes of `rank`. */
function product(emit: Emitter, a: Value, b: Value, rank: 2 | 3): Value {
  // the processor's runtime has a product that reads its second operand transposed
  if (emit.device === 'cpu' || emit.device === 'wasm') {
    return emit.node('FusedMatMul', [a, b], { transB: 1 }, 'com.microsoft');
  }
  const perm = rank === 2 ? [1, 0] : [0, 2, 1];
  return emit.node('MatMul', [a, emit.node('Transpose', [b], { perm })]);
}

/** x as each tap of the kernel sees it, tap by tap in row-major order: [batch, channels, ...positions]. */
function shiftedPictures(emit: Emitter, x: Value, shapes: Shapes): Value[] {
  const { kernel, stride, padding, dilation, channels, size, positions } = shapes;
  const list = (...values: number[]) => emit.constant('int64', values, [values.length]);
  if (kernel[0] * kernel[1] === 1 && padding[0] + padding[1] === 0) return [pickPixels(emit, x, stride)];
  // stride 2 becomes stride 1 on four times the channels, one group for each parity of row and column
  const halved =
    emit.device !== 'webgpu' && stride[0] === 2 && stride[1] === 2 && dilation[0] === 1 && dilation[1] === 1;
  const step: Pair = halved ? [1, 1] : stride;
  const reached = (axis: 0 | 1) =>
    halved
      ? 2 * (positions[axis] + ((kernel[axis] - 1) >> 1))
      : (positions[axis] - 1) * stride[axis] + dilation[axis] * (kernel[axis] - 1) + 1;
  const after = ([0, 1] as const).map((axis) => reached(axis) - size[axis] - padding[axis]);
  const padded = emit.node('Pad', [x, list(0, 0, ...padding, 0, 0, ...after)]);
  const source = halved ? emit.node('SpaceToDepth', [padded], { blocksize: 2 }) : padded;

  const taps: Value[] = [];
  for (let ky = 0; ky < kernel[0]; ky++) {
    for (let kx = 0; kx < kernel[1]; kx++) {
      const first = halved ? ((ky & 1) * 2 + (kx & 1)) * channels : 0;
      const from: Pair = halved ? [ky >> 1, kx >> 1] : [ky * dilation[0], kx * dilation[1]];
      const to = ([0, 1] as const).map((axis) => from[axis] + (positions[axis] - 1) * step[axis] + 1);
      const starts = list(first, ...from);
      const ends = list(first + channels, ...to);
      taps.push(emit.node('Slice', [source, starts, ends, list(1, 2, 3), list(1, ...step)]));
    }
  }
  return taps;
}
