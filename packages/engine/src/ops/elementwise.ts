import type { DataType } from '../graph/data-type.ts';
import { GraphError } from '../graph/errors.ts';
import {
  ANY,
  apply,
  NUMBERS,
  noGradient,
  type Operation,
  type Operator,
  operator,
  requireDtype,
  requireOneDtype,
  shapeError,
} from '../graph/operation.ts';
import { broadcastShapes, type Shape } from '../graph/shape.ts';
import { constant, type Operand, type Tensor, tensorOf } from '../graph/tensor.ts';
import { pointwise } from './blocks.ts';
import { expand } from './reduce.ts';

type Unary = readonly [Tensor];
type Binary = readonly [Tensor, Tensor];

/** NumPy's broadcasting of two or three tensors of one dtype. */
function broadcast(name: string, inputs: readonly Tensor[], operands = inputs): Shape {
  let shape: Shape | undefined = [];
  for (const { shape: next } of inputs) shape = shape && broadcastShapes(shape, next);
  if (!shape) throw shapeError(name, inputs, 'shapes that broadcast together');
  requireOneDtype(name, inputs, operands);
  return shape;
}

/** x + y. */
export const add: Operator<Binary> = operator(2, {
  name: 'add',
  summary: 'a + b',
  dtypes: NUMBERS,
  result: (inputs) => ({ shape: broadcast('add', inputs) }),
  lower: pointwise('Add'),
  derivative: 'da = dy, db = dy',
  gradient: ({ dy }) => [dy, dy],
});

export const sub: Operator<Binary> = operator(2, {
  name: 'sub',
  summary: 'a - b',
  dtypes: NUMBERS,
  result: (inputs) => ({ shape: broadcast('sub', inputs) }),
  lower: pointwise('Sub'),
  derivative: 'da = dy, db = -dy',
  gradient: ({ dy }) => [dy, neg(dy)],
});

export const mul: Operator<Binary> = operator(2, {
  name: 'mul',
  summary: 'a b',
  dtypes: NUMBERS,
  result: (inputs) => ({ shape: broadcast('mul', inputs) }),
  lower: pointwise('Mul'),
  derivative: 'da = dy b, db = dy a',
  gradient: ({ dy, inputs: [a, b] }) => [mul(dy, b), mul(dy, a)],
});

export const div: Operator<Binary> = operator(2, {
  name: 'div',
  summary: 'a / b',
  dtypes: NUMBERS,
  result: (inputs) => ({ shape: broadcast('div', inputs) }),
  lower: pointwise('Div'),
  derivative: 'da = dy / b, db = -dy y / b',
  gradient: ({ dy, inputs: [, b], y }) => [div(dy, b), neg(div(mul(dy, y), b))],
});

export const neg: Operator<Unary> = operator(1, {
  name: 'neg',
  summary: '-x',
  dtypes: NUMBERS,
  result: ([x]) => ({ shape: x.shape }),
  lower: pointwise('Neg'),
  derivative: 'dx = -dy',
  gradient: ({ dy }) => [neg(dy)],
});

export const exp: Operator<Unary> = operator(1, {
  name: 'exp',
  summary: 'eˣ',
  result: ([x]) => ({ shape: x.shape }),
  lower: pointwise('Exp'),
  derivative: 'dx = dy y',
  gradient: ({ dy, y }) => [mul(dy, y)],
});

/** The natural logarithm. */
export const log: Operator<Unary> = operator(1, {
  name: 'log',
  summary: 'ln x',
  result: ([x]) => ({ shape: x.shape }),
  lower: pointwise('Log'),
  derivative: 'dx = dy / x',
  gradient: ({ dy, inputs: [x] }) => [div(dy, x)],
});

export const sqrt: Operator<Unary> = operator(1, {
  name: 'sqrt',
  summary: '√x',
  result: ([x]) => ({ shape: x.shape }),
  lower: pointwise('Sqrt'),
  derivative: 'dx = dy / 2y',
  gradient: ({ dy, y }) => [div(mul(dy, 0.5), y)],
});

const powerOperation: Operation<Unary, { readonly exponent: number }> = {
  name: 'power',
  summary: 'xⁿ, n a fixed number',
  result: ([x]) => ({ shape: x.shape }),
  lower: ({ emit, values: [x], attributes: { exponent } }) =>
    emit.node('Pow', [x, emit.constant('float32', [exponent], [])]),
  derivative: 'dx = dy n xⁿ⁻¹',
  gradient: ({ dy, inputs: [x], attributes: { exponent } }) => [
    mul(dy, mul(power(x, exponent - 1), exponent)),
  ],
};

/** x to a fixed exponent. The first power is x itself, the zeroth a constant, which needs a shape without open axes. */
export function power(x: Tensor, exponent: number): Tensor {
  requireDtype('power', [x]);
  if (exponent === 1) return x;
  return exponent === 0 ? expand(constant([1], []), x.shape) : apply(powerOperation, [x], { exponent });
}

/** 1 / (1 + e⁻ˣ). */
export const sigmoid: Operator<Unary> = operator(1, {
  name: 'sigmoid',
  summary: '1 / (1 + e⁻ˣ)',
  result: ([x]) => ({ shape: x.shape }),
  lower: pointwise('Sigmoid'),
  derivative: 'dx = dy y (1 - y)',
  gradient: ({ dy, y }) => [mul(dy, mul(y, sub(1, y)))],
});

export const tanh: Operator<Unary> = operator(1, {
  name: 'tanh',
  summary: 'tanh x',
  result: ([x]) => ({ shape: x.shape }),
  lower: pointwise('Tanh'),
  derivative: 'dx = dy (1 - y²)',
  gradient: ({ dy, y }) => [mul(dy, sub(1, mul(y, y)))],
});

export const abs: Operator<Unary> = operator(1, {
  name: 'abs',
  summary: '|x|',
  dtypes: NUMBERS,
  result: ([x]) => ({ shape: x.shape }),
  lower: pointwise('Abs'),
  derivative: 'dx = dy for x > 0, -dy otherwise',
  gradient: ({ dy, inputs: [x] }) => [mul(dy, sub(mul(step(x), 2), 1))],
});

const clampOperation: Operation<Unary, { readonly low: number; readonly high: number }> = {
  name: 'clamp',
  summary: 'x held within low..high',
  result: ([x], { low, high }) => {
    // written so that NaN is refused too
    if (!(low <= high))
      throw new GraphError(`clamp: received bounds ${low} and ${high}; expected low ≤ high`);
    return { shape: x.shape };
  },
  lower: ({ emit, values: [x], attributes: { low, high } }) =>
    emit.node('Clip', [x, emit.constant('float32', [low], []), emit.constant('float32', [high], [])]),
  derivative: 'dx = dy where low ≤ x ≤ high, else 0',
  gradient: ({ dy, inputs: [x], attributes: { low, high } }) => [
    where(and(greaterOrEqual(x, low), greaterOrEqual(high, x)), dy, 0),
  ],
};

/** x held within `low`..`high`; where it touches a bound exactly, the gradient passes, as in PyTorch. */
export function clamp(x: Tensor, low: number, high: number): Tensor {
  return apply(clampOperation, [x], { low, high });
}

export const maximum: Operator<Binary> = operator(2, {
  name: 'maximum',
  summary: 'the larger of a and b',
  dtypes: NUMBERS,
  result: (inputs) => ({ shape: broadcast('maximum', inputs) }),
  lower: pointwise('Max'),
  derivative: 'dy to the larger; to a where they are equal',
  gradient: ({ dy, inputs: [a, b] }) => [
    where(greaterOrEqual(a, b), dy, 0),
    where(greaterOrEqual(a, b), 0, dy),
  ],
});

export const minimum: Operator<Binary> = operator(2, {
  name: 'minimum',
  summary: 'the smaller of a and b',
  dtypes: NUMBERS,
  result: (inputs) => ({ shape: broadcast('minimum', inputs) }),
  lower: pointwise('Min'),
  derivative: 'dy to the smaller; to a where they are equal',
  gradient: ({ dy, inputs: [a, b] }) => [
    where(greaterOrEqual(b, a), dy, 0),
    where(greaterOrEqual(b, a), 0, dy),
  ],
});

/** 1 where a ≥ b, as a mask. */
export const greaterOrEqual: Operator<Binary> = operator(2, {
  name: 'greaterOrEqual',
  summary: 'whether a ≥ b',
  dtypes: NUMBERS,
  result: (inputs) => ({ shape: broadcast('greaterOrEqual', inputs), dtype: 'bool' }),
  lower: ({ emit, values }) => emit.node('GreaterOrEqual', values),
  derivative: 'none: a mask',
  gradient: ({ inputs }) => noGradient(inputs),
});

export const equal: Operator<Binary> = operator(2, {
  name: 'equal',
  summary: 'whether a = b',
  dtypes: ANY,
  result: (inputs) => ({ shape: broadcast('equal', inputs), dtype: 'bool' }),
  lower: ({ emit, values }) => emit.node('Equal', values),
  derivative: 'none: a mask',
  gradient: ({ inputs }) => noGradient(inputs),
});

export const and: Operator<Binary> = operator(2, {
  name: 'and',
  summary: 'whether a and b both hold',
  dtypes: ['bool'],
  result: (inputs) => ({ shape: broadcast('and', inputs), dtype: 'bool' }),
  lower: ({ emit, values }) => emit.node('And', values),
  derivative: 'none: a mask',
  gradient: ({ inputs }) => noGradient(inputs),
});

/** a where the mask holds, b elsewhere. */
export const where: Operator<readonly [Tensor, Tensor, Tensor]> = operator(3, {
  name: 'where',
  summary: 'a where the mask holds, b elsewhere',
  dtypes: ANY,
  result: (inputs) => {
    const [mask, a, b] = inputs;
    if (mask.dtype !== 'bool') throw shapeError('where', inputs, `a mask of bool first, not ${mask.dtype}`);
    requireDtype('where', [a, b], NUMBERS);
    return { shape: broadcast('where', inputs, [a, b]), dtype: a.dtype };
  },
  lower: ({ emit, values }) => emit.node('Where', values),
  derivative: 'da = dy where the mask holds, db = dy elsewhere',
  gradient: ({ dy, inputs: [mask] }) => [undefined, where(mask, dy, 0), where(mask, 0, dy)],
});

const ONNX_TYPE: Record<DataType, number> = { float32: 1, int32: 6, int64: 7, bool: 9 };

const castOperation: Operation<Unary, { readonly to: DataType }> = {
  name: 'cast',
  summary: 'x under another dtype',
  dtypes: ANY,
  result: ([x], { to }) => ({ shape: x.shape, dtype: to }),
  lower: ({ emit, values, attributes: { to } }) => emit.node('Cast', values, { to: ONNX_TYPE[to] }),
  derivative: 'none: from or to whole numbers or masks',
  gradient: ({ inputs }) => noGradient(inputs),
};

/** `x` as another dtype; float32 to whole numbers cuts the fraction off. */
export function cast(x: Operand, to: DataType): Tensor {
  const tensor = tensorOf(x);
  return tensor.dtype === to ? tensor : apply(castOperation, [tensor], { to });
}

/**
 * 1 where x > 0, else 0, as float32: ReLU's slope. HardSigmoid with an infinite slope is one vectorised pass on every
 * device; Sign, or Greater and Where, take three to five times as long (docs/decisions/0006).
 */
export const step: Operator<Unary> = operator(1, {
  name: 'step',
  summary: '1 where x > 0, else 0',
  result: ([x]) => ({ shape: x.shape }),
  lower: pointwise('HardSigmoid', { alpha: { float: 3e38 }, beta: { float: 0 } }),
  derivative: 'none: flat almost everywhere',
  gradient: ({ inputs }) => noGradient(inputs),
});

/** This family, for the operations page. */
export const elementwise = [
  add.operation,
  sub.operation,
  mul.operation,
  div.operation,
  neg.operation,
  exp.operation,
  log.operation,
  sqrt.operation,
  powerOperation,
  sigmoid.operation,
  tanh.operation,
  abs.operation,
  clampOperation,
  maximum.operation,
  minimum.operation,
  greaterOrEqual.operation,
  equal.operation,
  and.operation,
  where.operation,
  castOperation,
  step.operation,
] as const;
