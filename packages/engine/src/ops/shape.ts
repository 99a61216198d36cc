import { GraphError } from '../graph/errors.ts';
import { ANY, apply, type Operation, requireOneDtype, shapeError, type Tensors } from '../graph/operation.ts';
import {
  type Dimension,
  elementCount,
  formatShape,
  hasWholeLengths,
  normaliseAxis,
  type Shape,
  sameShape,
} from '../graph/shape.ts';
import type { Tensor } from '../graph/tensor.ts';

const reshapeOperation: Operation<readonly [Tensor], { readonly shape: Shape }> = {
  name: 'reshape',
  summary: 'the same elements, in row-major order, under another shape',
  dtypes: ANY,
  result: (inputs, { shape }) => {
    if (!hasWholeLengths(shape)) {
      throw shapeError('reshape', inputs, `positive whole lengths, not ${formatShape(shape)}`);
    }
    if (!sameElements(inputs[0].shape, shape)) {
      throw shapeError('reshape', inputs, `as many elements as ${formatShape(shape)}`);
    }
    return { shape };
  },
  lower: ({ emit, values: [x], inputs, attributes: { shape } }) => {
    // one open axis is what ONNX infers by itself
    const list = shape.map((length) => (typeof length === 'string' ? -1 : length));
    if (list.filter((length) => length === -1).length > 1) {
      throw shapeError('reshape', inputs, `at most one open axis, not ${formatShape(shape)}`);
    }
    return emit.node('Reshape', [x, emit.constant('int64', list, [list.length])]);
  },
  derivative: 'dx = dy under the shape of x',
  gradient: ({ dy, inputs: [x] }) => [reshape(dy, x.shape)],
};

/** The open axes in both, and the product of the fixed ones, are the same. */
function sameElements(a: Shape, b: Shape): boolean {
  const open = (shape: Shape) => shape.filter((length) => typeof length === 'string').sort();
  const fixed = (shape: Shape) => elementCount(shape.filter((length) => typeof length === 'number'));
  return sameShape(open(a), open(b)) && fixed(a) === fixed(b);
}

/** `x` under another shape of as many elements; a reshape of a reshape is one. */
export function reshape(x: Tensor, shape: Shape): Tensor {
  const { origin } = x;
  const source =
    origin.kind === 'operation' && origin.operation === reshapeOperation ? (origin.inputs[0] ?? x) : x;
  return sameShape(source.shape, shape) ? source : apply(reshapeOperation, [source], { shape });
}

/** All axes from `axis` on (default 1) as one: what a fully connected layer takes. */
export function flatten(x: Tensor, axis = 1): Tensor {
  return reshape(x, [...x.shape.slice(0, axis), elementCount(x.shape.slice(axis), 'flatten')]);
}

const transposeOperation: Operation<readonly [Tensor], { readonly order: readonly number[] }> = {
  name: 'transpose',
  summary: 'the axes of x in another order',
  dtypes: ANY,
  result: (inputs, { order }) => {
    const { shape } = inputs[0];
    if (!order.toSorted((a, b) => a - b).every((axis, i) => axis === i) || order.length !== shape.length) {
      throw shapeError('transpose', inputs, `each of ${shape.length} axes once, not [${order}]`);
    }
    return { shape: order.map((axis) => shape[axis] as Dimension) };
  },
  lower: ({ emit, values: [x], attributes: { order } }) => emit.node('Transpose', [x], { perm: order }),
  derivative: 'dx = dy with the axes back in order',
  gradient: ({ dy, attributes: { order } }) => [
    transpose(
      dy,
      order.map((_, axis) => order.indexOf(axis)),
    ),
  ],
};

/** `x` with axis i taken from axis `order[i]`. */
export function transpose(x: Tensor, order: readonly number[]): Tensor {
  return apply(transposeOperation, [x], { order });
}

const concatOperation: Operation<Tensors, { readonly axis: number }> = {
  name: 'concat',
  summary: 'tensors one after another along an axis',
  dtypes: ANY,
  result: (inputs, { axis }) => {
    const [first] = inputs;
    requireOneDtype('concat', inputs);
    const fits = ({ shape }: Tensor) =>
      first && sameShape(shape.toSpliced(axis, 1), first.shape.toSpliced(axis, 1));
    if (!first || !inputs.every(fits))
      throw shapeError('concat', inputs, `equal shapes but for axis ${axis}`);
    const lengths = inputs.map(({ shape }) => shape[axis]);
    if (!lengths.every((length) => typeof length === 'number')) {
      throw shapeError('concat', inputs, `fixed lengths along axis ${axis}`);
    }
    const total = lengths.reduce((sum, length) => sum + length, 0);
    return { shape: first.shape.with(axis, total) };
  },
  lower: ({ emit, values, attributes: { axis } }) => emit.node('Concat', values, { axis }),
  derivative: 'each dx = its part of dy',
  gradient: ({ dy, inputs, attributes: { axis } }) => {
    let start = 0;
    return inputs.map(({ shape }) => {
      const from = start;
      start += shape[axis] as number;
      return slice(dy, { axis, from, to: start });
    });
  },
};

/** Tensors of equal shapes but for `axis`, one after another along it. */
export function concat(tensors: readonly [Tensor, ...Tensor[]], axis: number): Tensor {
  return apply(concatOperation, tensors, { axis: normaliseAxis(axis, tensors[0].shape.length, 'concat') });
}

interface Range {
  readonly axis: number;
  readonly from: number;
  /** Exclusive. */
  readonly to: number;
}

const sliceOperation: Operation<readonly [Tensor], Range> = {
  name: 'slice',
  summary: 'the elements from..to along an axis',
  dtypes: ANY,
  result: (inputs, { axis, from, to }) => {
    const { shape } = inputs[0];
    const length = shape[axis];
    const whole = Number.isInteger(from) && Number.isInteger(to);
    if (typeof length !== 'number' || !whole || from < 0 || to > length || from >= to) {
      throw shapeError('slice', inputs, `${from}..${to} to be a range of elements along axis ${axis}`);
    }
    return { shape: shape.with(axis, to - from) };
  },
  lower: ({ emit, values: [x], attributes: { axis, from, to } }) =>
    emit.node('Slice', [x, ...[from, to, axis].map((value) => emit.constant('int64', [value], [1]))]),
  derivative: 'dx = dy with zeros around it',
  gradient: ({ dy, inputs: [x], attributes: { axis, from, to } }) => [
    pad(dy, [{ axis, before: from, after: (x.shape[axis] as number) - to }]),
  ],
};

/** The elements `from` (inclusive) to `to` (exclusive) along `axis`. */
export function slice(x: Tensor, range: Range): Tensor {
  return apply(sliceOperation, [x], { ...range, axis: normaliseAxis(range.axis, x.shape.length, 'slice') });
}

/** Zeros to add along one axis. */
export interface Padding {
  readonly axis: number;
  readonly before: number;
  readonly after: number;
}

const padOperation: Operation<readonly [Tensor], { readonly padding: readonly Padding[] }> = {
  name: 'pad',
  summary: 'x with zeros around it',
  dtypes: ANY,
  result: (inputs, { padding }) => {
    const shape = [...inputs[0].shape];
    for (const { axis, before, after } of padding) {
      const length = shape[axis];
      const whole = Number.isInteger(before) && Number.isInteger(after);
      if (typeof length !== 'number' || !whole || before < 0 || after < 0) {
        const expected = `a fixed axis ${axis} and whole padding, none negative, not ${before} and ${after}`;
        throw shapeError('pad', inputs, expected);
      }
      shape[axis] = before + length + after;
    }
    return { shape };
  },
  lower: ({ emit, values: [x], inputs: [{ shape }], attributes: { padding } }) => {
    const counts = new Array<number>(2 * shape.length).fill(0);
    for (const { axis, before, after } of padding) {
      counts[axis] = before;
      counts[shape.length + axis] = after;
    }
    return emit.node('Pad', [x, emit.constant('int64', counts, [counts.length])]);
  },
  derivative: 'dx = dy without the padding',
  gradient: ({ dy, inputs: [x], attributes: { padding } }) => [
    padding.reduce(
      (inner, { axis, before }) =>
        slice(inner, { axis, from: before, to: before + (x.shape[axis] as number) }),
      dy,
    ),
  ],
};

/** `x` with zeros before and after, along the axes given. */
export function pad(x: Tensor, padding: readonly Padding[]): Tensor {
  for (const { axis } of padding) {
    if (x.shape[axis] === undefined) throw new GraphError(`pad: ${x} has no axis ${axis}`);
  }
  const axes = padding.map(({ axis }) => axis);
  if (new Set(axes).size < axes.length) throw shapeError('pad', [x], `no axis twice, not axes [${axes}]`);
  return padding.some(({ before, after }) => before !== 0 || after !== 0)
    ? apply(padOperation, [x], { padding })
    : x;
}

/** This family, for the operations page. */
export const reshapings = [
  reshapeOperation,
  transposeOperation,
  concatOperation,
  sliceOperation,
  padOperation,
] as const;
