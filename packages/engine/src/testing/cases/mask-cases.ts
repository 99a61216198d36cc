import type { DataType } from '../../graph/data-type.ts';
import type { Tensor } from '../../graph/tensor.ts';
import { and, cast, equal, greaterOrEqual, where } from '../../ops/elementwise.ts';
import { keepMask } from '../../ops/random.ts';
import type { OperandPlan, OperationCase } from '../operation-case.ts';
import { broadcast, each } from '../reference/elementwise.ts';
import { keepMaskOf } from '../reference/keep-mask.ts';

/*
 * What gives, takes or makes masks, and casts between dtypes.
 */

type Shape = readonly number[];

const MEETINGS: readonly (readonly [Shape, Shape])[] = [
  [
    [3, 5],
    [3, 5],
  ],
  [[], [4]],
  [[2, 3, 4], [4]],
  [
    [3, 1],
    [1, 4],
  ],
];

function comparison(
  operation: string,
  dtype: DataType,
  build: (a: Tensor, b: Tensor) => Tensor,
  definition: (a: number, b: number) => number,
): OperationCase[] {
  // few different values: ties are common
  const plan = { ...(dtype !== 'float32' && { dtype }), ...(dtype !== 'bool' && { low: -2, high: 2 }) };
  const grid = dtype === 'float32' && { grid: { step: 1, offset: 0 } };
  return MEETINGS.map((shapes) => ({
    operation,
    title: `${dtype} [${shapes[0]}] and [${shapes[1]}]`,
    operands: shapes.map((shape) => ({ shape, ...plan, ...grid, differentiable: false })),
    build: ([a, b]) => build(a, b),
    reference: ([a, b]) => broadcast(definition, a, b),
  }));
}

const comparisons = [
  ...(['float32', 'int32', 'int64'] as const).flatMap((dtype) => [
    ...comparison('greaterOrEqual', dtype, greaterOrEqual, (a, b) => (a >= b ? 1 : 0)),
    ...comparison('equal', dtype, equal, (a, b) => (a === b ? 1 : 0)),
  ]),
  ...comparison('equal', 'bool', equal, (a, b) => (a === b ? 1 : 0)),
  ...comparison('and', 'bool', and, (a, b) => a * b),
];

function choice(title: string, mask: Shape, a: OperandPlan, b: OperandPlan): OperationCase {
  return {
    operation: 'where',
    title,
    operands: [{ shape: mask, dtype: 'bool' }, a, b],
    build: ([m, x, y]) => where(m, x, y),
    reference: ([m, x, y]) => broadcast((holds, p, q) => (holds ? p : q), m, x, y),
  };
}

const choices: OperationCase[] = [
  choice('alike', [3, 5], { shape: [3, 5] }, { shape: [3, 5] }),
  choice('the mask broadcast', [5], { shape: [2, 3, 5] }, { shape: [2, 3, 5] }),
  choice('a broadcast', [2, 3, 5], { shape: [3, 1] }, { shape: [2, 3, 5] }),
  choice('b broadcast', [2, 3, 5], { shape: [2, 3, 5] }, { shape: [] }),
  choice('a and b broadcast by the mask alone', [3, 4], { shape: [] }, { shape: [1] }),
  choice('int64', [4], { shape: [4], dtype: 'int64', high: 9 }, { shape: [4], dtype: 'int64', high: 9 }),
  {
    operation: 'where',
    title: 'a number where the mask fails',
    operands: [{ shape: [3, 4], dtype: 'bool' }, { shape: [3, 4] }],
    build: ([m, x]) => where(m, x, -7),
    reference: ([m, x]) => broadcast((holds, p) => (holds ? p : -7), m, x),
  },
];

function conversion(to: DataType, operand: OperandPlan, definition: (x: number) => number): OperationCase {
  const { dtype = 'float32', shape } = operand;
  return {
    operation: 'cast',
    title: `${dtype} [${shape}] to ${to}`,
    operands: [{ ...operand, differentiable: false }],
    build: ([x]) => cast(x, to),
    reference: ([x]) => each(definition, x),
  };
}

const FRACTIONS = [-2.7, -1, -0.5, 0, 0.5, 0.999, 1, 2.7, 1e6];

const conversions = [
  conversion('int32', { shape: [9], values: FRACTIONS }, Math.trunc),
  conversion('int64', { shape: [9], values: FRACTIONS }, Math.trunc),
  conversion('bool', { shape: [4], values: [0, -0, 1, -3] }, (x) => (x === 0 ? 0 : 1)),
  conversion('float32', { shape: [2, 3], dtype: 'int32', low: -9, high: 9 }, (x) => x),
  conversion('float32', { shape: [2, 3], dtype: 'int64', low: -9, high: 9 }, (x) => x),
  conversion('float32', { shape: [2, 3], dtype: 'bool' }, (x) => x),
  conversion('int64', { shape: [1], dtype: 'int32', low: -9, high: 9 }, (x) => x),
];

/** Keys, among them those with the sign bit set, and shapes of every rank. */
const MASKS: readonly (readonly [key: number, shape: Shape, keep: number])[] = [
  [0, [], 0.5],
  [1, [1], 0.5],
  [7, [101], 0.5],
  [-1, [33, 17], 0.9],
  [123456789, [5, 7, 3], 0.25],
  [-(2 ** 31), [2, 3, 16, 16], 0.5],
  [2 ** 31 - 1, [1, 8, 9, 11], 0.8],
  [42, [2, 2, 2, 2, 3], 1],
];

const masks = MASKS.map(
  ([key, shape, keep]): OperationCase => ({
    operation: 'keepMask',
    title: `key ${key}, [${shape}], ${keep}`,
    operands: [{ shape: [], dtype: 'int32', values: [key] }],
    build: ([x]) => keepMask(x, shape, keep),
    reference: () => keepMaskOf(key, shape, keep),
  }),
);

export const maskCases: readonly OperationCase[] = [...comparisons, ...choices, ...conversions, ...masks];
