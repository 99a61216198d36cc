import { GraphError } from '../graph/errors.ts';
import {
  apply,
  type Emitter,
  noGradient,
  type Operation,
  shapeError,
  type Value,
} from '../graph/operation.ts';
import { fixedShape, formatShape, hasWholeLengths, type Shape } from '../graph/shape.ts';
import type { Tensor } from '../graph/tensor.ts';

interface Keep {
  readonly shape: Shape;
  readonly keep: number;
}

/*
 * Random bits by counting, in int32 arithmetic that every device computes alike: sums and products wrap at 32 bits.
 * (ONNX's own generators keep hidden state and differ between devices; shifts and exclusive or are not on every one.)
 */
const keepMaskOperation: Operation<readonly [Tensor], Keep> = {
  name: 'keepMask',
  summary: '1/keep with probability keep, else 0, from a hash of the key and the index',
  dtypes: ['int32'],
  result: ([key], { shape, keep }) => {
    if (key.shape.length > 0) throw shapeError('keepMask', [key], 'an int32 scalar');
    if (!hasWholeLengths(shape)) {
      throw new GraphError(`keepMask: received shape ${formatShape(shape)}; expected positive whole lengths`);
    }
    if (!(keep > 0 && keep <= 1)) {
      throw new GraphError(`keepMask: received keep ${keep}; expected above 0, up to 1`);
    }
    return { shape, dtype: 'float32' };
  },
  lower: ({ emit, values: [key], attributes: { shape, keep } }) => {
    const lengths = fixedShape(shape, 'keepMask');
    // rows and columns are hashed apart, which is cheap, and mixed together, element by element
    const split = Math.ceil(lengths.length / 2);
    const rows = emit.node('Add', [indices(emit, lengths, 0, split), key]);
    const columns = indices(emit, lengths, split, lengths.length);
    const bits = squared(emit, emit.node('Add', [mixed(emit, rows, 0), mixed(emit, columns, 1)]));
    const threshold = Math.min(2 ** 31 - 1, Math.round((keep - 0.5) * 2 ** 32));
    const kept = emit.node('Less', [bits, emit.constant('int32', [threshold], [])]);
    const scaled = emit.node('Cast', [kept], { to: 1 });
    return emit.node('Mul', [scaled, emit.constant('float32', [1 / keep], [])]);
  },
  derivative: 'none: it does not depend on the network',
  gradient: ({ inputs }) => noGradient(inputs),
};

/** The indices along axes `from`..`to`, under a shape that broadcasts, times an odd number that spreads them. */
function indices(emit: Emitter, lengths: readonly number[], from: number, to: number): Value {
  const count = lengths.slice(from, to).reduce((product, length) => product * length, 1);
  const int = (value: number) => emit.constant('int32', [value], []);
  const range = emit.node('Range', [int(0), int(count), int(1)]);
  const shape = lengths.map((length, axis) => (axis >= from && axis < to ? length : 1));
  const spread = emit.node('Mul', [range, int(0x632be5ab)]);
  return emit.node('Reshape', [spread, emit.constant('int64', shape, [shape.length])]);
}

/** Odd multipliers, two per use. */
const MULTIPLIERS = [
  [0x2c1b3c6d, 0x297a2d39],
  [0x7feb352d, 0x4c957f2d],
] as const;

/** Multiply, add the high half to the low, twice: every bit comes to bear on the high bits. For few elements. */
function mixed(emit: Emitter, value: Value, use: 0 | 1): Value {
  const int = (bits: number) => emit.constant('int32', [bits], []);
  let h = value;
  for (const multiplier of MULTIPLIERS[use]) {
    h = emit.node('Mul', [h, int(multiplier)]);
    h = emit.node('Add', [h, emit.node('Div', [h, int(65536)])]);
  }
  return emit.node('Mul', [h, int(0x5851f42d)]);
}

/**
 * Two rounds of h (2h + odd), a bijection of 32-bit words, with a constant added between. The square makes the result
 * depend on rows and columns together, which a sum of two hashes does not; and it takes no division, which is slow.
 */
function squared(emit: Emitter, value: Value): Value {
  const int = (bits: number) => emit.constant('int32', [bits], []);
  const round = (h: Value, odd: number) =>
    emit.node('Mul', [h, emit.node('Add', [emit.node('Mul', [h, int(2)]), int(odd)])]);
  const once = emit.node('Add', [round(value, 0x21f0aaad), int(0x735a2d97)]);
  return round(once, 0x2c1b3c6d);
}

/**
 * A mask for dropout: 1/keep with probability `keep`, else 0. Equal keys give equal masks on every device.
 * @param key an int32 scalar
 * @param keep above 0, up to 1
 */
export function keepMask(key: Tensor, shape: Shape, keep: number): Tensor {
  return apply(keepMaskOperation, [key], { shape, keep });
}

/** This family, for the operations page. */
export const randomness = [keepMaskOperation] as const;
