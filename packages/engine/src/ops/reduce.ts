import { GraphError } from '../graph/errors.ts';
import {
  ANY,
  apply,
  type Lowering,
  NUMBERS,
  type Operation,
  shapeError,
  type Value,
} from '../graph/operation.ts';
import {
  broadcastShapes,
  formatShape,
  hasWholeLengths,
  normaliseAxis,
  type Shape,
  sameShape,
} from '../graph/shape.ts';
import type { Tensor } from '../graph/tensor.ts';
import { isInBlocks, reduceChannels, toBlocks } from './blocks.ts';
import { exp, mul, sub } from './elementwise.ts';
import { reshape } from './shape.ts';

export interface Axes {
  /** Which axes; negative ones count from the back. Default all. */
  readonly axes?: readonly number[];
  /** Whether the reduced axes stay, with length 1. Default false. */
  readonly keepDimensions?: boolean;
}

interface Reduction {
  readonly axes: readonly number[];
  readonly keepDimensions: boolean;
}

function reduction(x: Tensor, { axes, keepDimensions = false }: Axes, what: string): Reduction {
  const counted = axes
    ? axes.map((axis) => normaliseAxis(axis, x.shape.length, what))
    : x.shape.map((_, axis) => axis);
  if (new Set(counted).size < counted.length)
    throw new GraphError(`${what}: axes [${axes}] name one axis twice`);
  return { axes: counted.toSorted((a, b) => a - b), keepDimensions };
}

function reducedShape(shape: Shape, { axes, keepDimensions }: Reduction): Shape {
  return keepDimensions
    ? shape.map((length, axis) => (axes.includes(axis) ? 1 : length))
    : shape.filter((_, axis) => !axes.includes(axis));
}

/** The reduced axes put back with length 1, so that a gradient broadcasts against the input. */
function restored(dy: Tensor, x: Tensor, { axes }: Reduction): Tensor {
  return reshape(dy, reducedShape(x.shape, { axes, keepDimensions: true }));
}

/**
 * A reduction of everything runs through one float32 sum and loses digits: half a percent over four million equal
 * numbers. Reducing the last axis first keeps the sums short.
 */
function emitReduction(
  operator: string,
  { emit, values: [x], inputs: [{ shape }], attributes }: Lowering<readonly [Tensor], Reduction>,
): Value {
  const { axes, keepDimensions } = attributes;
  const rank = shape.length;
  if (axes.length === 0) return emit.node('Identity', [x]);
  const list = (chosen: readonly number[]) => emit.constant('int64', chosen, [chosen.length]);
  const keepdims = keepDimensions ? 1 : 0;
  if (isInBlocks(emit, x) && String(axes) === '0,2,3') {
    const channels = reduceChannels(emit, operator, toBlocks(emit, x, shape), shape);
    return keepDimensions ? emit.node('Reshape', [channels, list([1, shape[1] as number, 1, 1])]) : channels;
  }
  if (axes.length < rank || rank < 2) return emit.node(operator, [x, list(axes)], { keepdims });
  const rows = emit.node(operator, [x, list([rank - 1])], { keepdims });
  return emit.node(operator, [rows, list(axes.slice(0, -1))], { keepdims });
}

const sumOperation: Operation<readonly [Tensor], Reduction> = {
  name: 'sum',
  summary: 'Σ x over axes',
  dtypes: NUMBERS,
  result: ([x], attributes) => ({ shape: reducedShape(x.shape, attributes) }),
  lower: (lowering) => emitReduction('ReduceSum', lowering),
  derivative: 'dx = dy, broadcast',
  gradient: ({ dy, inputs: [x], attributes }) => [expand(restored(dy, x, attributes), x.shape)],
};

/** The sum over `axes`. */
export function sum(x: Tensor, axes: Axes = {}): Tensor {
  return apply(sumOperation, [x], reduction(x, axes, 'sum'));
}

const meanOperation: Operation<readonly [Tensor], Reduction> = {
  name: 'mean',
  summary: 'Σ x / n over axes',
  result: ([x], attributes) => ({ shape: reducedShape(x.shape, attributes) }),
  lower: (lowering) => emitReduction('ReduceMean', lowering),
  derivative: 'dx = dy / n, broadcast',
  gradient: ({ dy, inputs: [x], attributes }) => {
    const count = countOver(x.shape, attributes.axes, 'the gradient of mean');
    return [expand(mul(restored(dy, x, attributes), 1 / count), x.shape)];
  },
};

/** The mean over `axes`. */
export function mean(x: Tensor, axes: Axes = {}): Tensor {
  return apply(meanOperation, [x], reduction(x, axes, 'mean'));
}

/** How many elements each sum over `axes` has. */
export function countOver(shape: Shape, axes: readonly number[], what: string): number {
  return axes.reduce((count, axis) => {
    const length = shape[axis];
    if (typeof length !== 'number') {
      throw new GraphError(`${what} needs every length, but axis ${axis} of ${formatShape(shape)} is open`);
    }
    return count * length;
  }, 1);
}

const expandOperation: Operation<readonly [Tensor], { readonly shape: Shape }> = {
  name: 'expand',
  summary: 'x repeated along axes of length 1',
  dtypes: ANY,
  result: (inputs, { shape }) => {
    const broadcast = broadcastShapes(inputs[0].shape, shape);
    if (!broadcast || !sameShape(broadcast, shape) || !hasWholeLengths(shape)) {
      throw shapeError('expand', inputs, `a shape that broadcasts to ${formatShape(shape)}`);
    }
    return { shape };
  },
  lower: ({ emit, values: [x], inputs, attributes: { shape } }) => {
    const list = shape.map((length) => {
      if (typeof length === 'string')
        throw shapeError('expand', inputs, `fixed lengths, not ${formatShape(shape)}`);
      return length;
    });
    return emit.node('Expand', [x, emit.constant('int64', list, [list.length])]);
  },
  derivative: 'dx = Σ dy over the repeated axes',
  gradient: ({ dy }) => [dy],
};

/** `x` repeated to `shape` by NumPy's broadcasting rule. Mostly not needed: operations broadcast by themselves. */
export function expand(x: Tensor, shape: Shape): Tensor {
  return sameShape(x.shape, shape) ? x : apply(expandOperation, [x], { shape });
}

/** `x` summed over the axes along which `shape` was broadcast to x's own, so that the result has `shape`. */
export function sumTo(x: Tensor, shape: Shape): Tensor {
  if (sameShape(x.shape, shape)) return x;
  const extra = x.shape.length - shape.length;
  const axes = x.shape.flatMap((length, axis) =>
    axis < extra || (shape[axis - extra] === 1 && length !== 1) ? [axis] : [],
  );
  if (extra < 0) return expand(x, shape);
  const summed = axes.length > 0 ? sum(x, { axes, keepDimensions: true }) : x;
  // what is left differs by leading ones, or by axes that still have to be repeated
  const reshaped = extra > 0 ? reshape(summed, summed.shape.slice(extra)) : summed;
  return expand(reshaped, shape);
}

const logSoftmaxOperation: Operation<readonly [Tensor], { readonly axis: number }> = {
  name: 'logSoftmax',
  summary: 'x - ln Σ exp x along an axis',
  result: ([x]) => ({ shape: x.shape }),
  lower: ({ emit, values: [x], attributes: { axis } }) => {
    if (emit.device !== 'webgpu') return emit.node('LogSoftmax', [x], { axis });
    // in parts: WebGPU has no kernel for the whole, so the logits would go to the processor and back
    const along = emit.constant('int64', [axis], [1]);
    const below = emit.node('Sub', [x, emit.node('ReduceMax', [x, along])]);
    const total = emit.node('ReduceSum', [emit.node('Exp', [below]), along]);
    return emit.node('Sub', [below, emit.node('Log', [total])]);
  },
  derivative: 'dx = dy - exp(y) Σ dy',
  gradient: ({ dy, y, attributes: { axis } }) => [
    sub(dy, mul(exp(y), sum(dy, { axes: [axis], keepDimensions: true }))),
  ],
};

/** The logarithm of softmax along `axis` (default the last), safe for logits of any size. */
export function logSoftmax(x: Tensor, axis = -1): Tensor {
  return apply(logSoftmaxOperation, [x], { axis: normaliseAxis(axis, x.shape.length, 'logSoftmax') });
}

/** This family, for the operations page. */
export const reductions = [sumOperation, meanOperation, expandOperation, logSoftmaxOperation] as const;
