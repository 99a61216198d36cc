import type { Tensor } from '../../graph/tensor.ts';
import * as ops from '../../ops/elementwise.ts';
import type { OperandPlan, OperationCase } from '../operation-case.ts';
import { broadcast, each, sigmoidOf } from '../reference/elementwise.ts';

type Shapes = readonly [title: string, a: readonly number[], b: readonly number[]];

/** Every way in which two shapes meet: alike, and broadcast in either operand or both. */
const MEETINGS: readonly Shapes[] = [
  ['alike, odd lengths', [3, 5, 7], [3, 5, 7]],
  ['one element', [1], [1]],
  ['two scalars', [], []],
  ['a scalar a', [], [3, 5]],
  ['a scalar b', [3, 5], []],
  ['a of lower rank', [5], [2, 3, 5]],
  ['b of lower rank', [2, 3, 5], [5]],
  ['each broadcast along the other', [3, 1], [1, 4]],
  ['b per channel of pictures', [2, 3, 5, 4], [3, 1, 1]],
  ['a per channel of pictures', [3, 1, 1], [2, 3, 5, 4]],
  ['b per picture and channel', [2, 3, 5, 4], [2, 3, 1, 1]],
  ['middle axes broadcast', [2, 1, 5], [2, 4, 1]],
  ['batch of 1 against 4', [1, 3, 2, 2], [4, 3, 2, 2]],
];

interface BinaryPlan {
  readonly operation: string;
  readonly build: (a: Tensor, b: Tensor) => Tensor;
  readonly definition: (a: number, b: number) => number;
  readonly a: Omit<OperandPlan, 'shape'>;
  readonly b: Omit<OperandPlan, 'shape'>;
  /** Whether it has second derivatives. */
  readonly curved?: true;
}

/** a on even, b on odd multiples of 0.05: never equal, never within a difference's step. */
const EVEN = { low: -1, high: 1, grid: { step: 0.1, offset: 0 } };
const ODD = { low: -1, high: 1, grid: { step: 0.1, offset: 0.05 } };

const BINARIES: readonly BinaryPlan[] = [
  { operation: 'add', build: ops.add, definition: (a, b) => a + b, a: {}, b: {} },
  { operation: 'sub', build: ops.sub, definition: (a, b) => a - b, a: {}, b: {} },
  { operation: 'mul', build: ops.mul, definition: (a, b) => a * b, a: {}, b: {}, curved: true },
  {
    operation: 'div',
    build: ops.div,
    definition: (a, b) => a / b,
    a: {},
    b: { low: 0.5, high: 2 },
    curved: true,
  },
  { operation: 'maximum', build: ops.maximum, definition: Math.max, a: EVEN, b: ODD },
  { operation: 'minimum', build: ops.minimum, definition: Math.min, a: EVEN, b: ODD },
];

const binaries = BINARIES.flatMap(({ operation, build, definition, a, b, curved }) =>
  MEETINGS.map(
    ([title, left, right]): OperationCase => ({
      operation,
      title,
      operands: [
        { shape: left, ...a },
        { shape: right, ...b },
      ],
      build: ([x, y]) => build(x, y),
      reference: ([x, y]) => broadcast(definition, x, y),
      ...(title === 'each broadcast along the other' && curved && { second: true }),
    }),
  ),
);

/** A case of one operand. */
function unary(
  operation: string,
  title: string,
  build: (x: Tensor) => Tensor,
  definition: (x: number) => number,
  operand: OperandPlan,
  more: Partial<OperationCase> = {},
): OperationCase {
  return {
    operation,
    title,
    operands: [operand],
    build: ([x]) => build(x),
    reference: ([x]) => each(definition, x),
    ...more,
  };
}

interface UnaryPlan {
  readonly operation: string;
  readonly build: (x: Tensor) => Tensor;
  readonly definition: (x: number) => number;
  readonly operand: Omit<OperandPlan, 'shape'>;
  /** What follows the operation's name where it takes an attribute. */
  readonly attribute?: string;
  /** Whether it has second derivatives. */
  readonly curved?: true;
}

const power = (exponent: number, low: number): UnaryPlan => ({
  operation: 'power',
  attribute: `exponent ${exponent}`,
  build: (x) => ops.power(x, exponent),
  definition: (x) => x ** exponent,
  operand: { low, high: 2 },
  curved: true,
});

const UNARIES: readonly UnaryPlan[] = [
  { operation: 'neg', build: ops.neg, definition: (x) => -x, operand: {} },
  { operation: 'exp', build: ops.exp, definition: Math.exp, operand: { low: -3, high: 3 }, curved: true },
  { operation: 'log', build: ops.log, definition: Math.log, operand: { low: 0.2, high: 5 }, curved: true },
  { operation: 'sqrt', build: ops.sqrt, definition: Math.sqrt, operand: { low: 0.2, high: 5 }, curved: true },
  power(2, -2),
  power(3, -2),
  power(0.5, 0.2),
  power(-1, 0.2),
  power(0.7, 0.2),
  power(2.5, 0.2),
  {
    operation: 'sigmoid',
    build: ops.sigmoid,
    definition: sigmoidOf,
    operand: { low: -4, high: 4 },
    curved: true,
  },
  { operation: 'tanh', build: ops.tanh, definition: Math.tanh, operand: { low: -3, high: 3 }, curved: true },
  { operation: 'abs', build: ops.abs, definition: Math.abs, operand: ODD },
  {
    operation: 'clamp',
    build: (x) => ops.clamp(x, -0.4, 0.6),
    definition: (x) => Math.min(Math.max(x, -0.4), 0.6),
    operand: ODD,
  },
];

const SHAPES: readonly (readonly number[])[] = [[], [1], [7], [1, 3], [3, 5, 7], [2, 3, 5, 4]];

const unaries = UNARIES.flatMap(({ operation, attribute, build, definition, operand, curved }) =>
  SHAPES.map((shape) =>
    unary(
      operation,
      [attribute, `[${shape}]`].filter(Boolean).join(', '),
      build,
      definition,
      { shape, ...operand },
      curved && shape.length === 1 ? { second: true } : {},
    ),
  ),
);

/** Large and small magnitudes, where formulas overflow or cancel. */
const EXTREMES = [-1e4, -1000, -104, -88.5, -50, -17, -1e-3, 0, 1e-3, 17, 50, 88.5, 104, 1000, 1e4];
const extreme = { shape: [EXTREMES.length], values: EXTREMES };

const special: OperationCase[] = [
  unary('sigmoid', 'extreme values', ops.sigmoid, sigmoidOf, extreme),
  unary('tanh', 'extreme values', ops.tanh, Math.tanh, extreme),
  unary('exp', 'far below zero', ops.exp, Math.exp, { shape: [5], values: [-1000, -104, -88, -20, 0] }),
  unary('exp', 'near the largest number', ops.exp, Math.exp, { shape: [3], values: [80, 85, 88] }),
  unary(
    'log',
    'small and large',
    ops.log,
    Math.log,
    { shape: [4], values: [0.01, 1, 1e10, 1e30] },
    { nudge: 1e-7 },
  ),
  unary('log', 'the smallest normal number', ops.log, Math.log, {
    shape: [2],
    values: [1.2e-38, 1e-30],
    differentiable: false,
  }),
  unary('sqrt', 'zero, small and large', ops.sqrt, Math.sqrt, {
    shape: [4],
    values: [0, 1e-30, 2, 1e30],
    differentiable: false,
  }),
  unary(
    'power',
    'exponent 2 at zero',
    (x) => ops.power(x, 2),
    (x) => x * x,
    { shape: [3], values: [0, -1, 1] },
  ),
  unary(
    'power',
    'exponent 1: x itself',
    (x) => ops.neg(ops.power(x, 1)),
    (x) => -x,
    { shape: [3] },
  ),
  unary(
    'clamp',
    'far beyond the bounds',
    (x) => ops.clamp(x, -1, 1),
    (x) => Math.min(Math.max(x, -1), 1),
    {
      shape: [4],
      values: [-1e30, -2, 0.5, 1e30],
    },
  ),
  unary('step', 'either side of zero', ops.step, (x) => (x > 0 ? 1 : 0), {
    shape: [9],
    values: [-1e30, -1, -1e-38, 0, -0, 1.2e-38, 1e-20, 1, 1e30],
    differentiable: false,
  }),
  unary('step', '[2,3,5,4]', ops.step, (x) => (x > 0 ? 1 : 0), {
    shape: [2, 3, 5, 4],
    differentiable: false,
  }),
  unary(
    'add',
    'a number',
    (x) => ops.add(x, 2.5),
    (x) => x + 2.5,
    { shape: [3, 2] },
  ),
  unary(
    'sub',
    'from a number',
    (x) => ops.sub(1, x),
    (x) => 1 - x,
    { shape: [3, 2] },
  ),
  unary(
    'mul',
    'by itself',
    (x) => ops.mul(x, x),
    (x) => x * x,
    { shape: [3, 2] },
    { second: true },
  ),
  unary(
    'div',
    'a number by x',
    (x) => ops.div(2, x),
    (x) => 2 / x,
    { shape: [3, 2], low: -2, high: -0.5 },
    { second: true },
  ),
  unary(
    'div',
    'by itself',
    (x) => ops.div(x, x),
    () => 1,
    { shape: [3, 2], low: 0.5, high: 2 },
  ),
  unary(
    'maximum',
    'with zero',
    (x) => ops.maximum(x, 0),
    (x) => Math.max(x, 0),
    { shape: [5, 3], ...ODD },
  ),
  {
    operation: 'div',
    title: 'magnitudes far apart',
    // differences of 1e-5 say nothing about 1e20
    operands: [
      { shape: [3], values: [1e20, 1e-20, -1e20], differentiable: false },
      { shape: [3], values: [1e20, 1e-20, -1e10], differentiable: false },
    ],
    build: ([a, b]) => ops.div(a, b),
    reference: ([a, b]) => broadcast((x, y) => x / y, a, b),
  },
];

export const elementwiseCases: readonly OperationCase[] = [...binaries, ...unaries, ...special];
