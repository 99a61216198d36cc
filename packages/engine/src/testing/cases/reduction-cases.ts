import type { Tensor } from '../../graph/tensor.ts';
import { type Axes, expand, logSoftmax, mean, sum } from '../../ops/reduce.ts';
import type { OperationCase } from '../operation-case.ts';
import type { NumberArray } from '../reference/number-array.ts';
import { logSoftmaxOf, meanOf, sumOf } from '../reference/reduction.ts';
import { expandTo } from '../reference/shape.ts';

type Shape = readonly number[];

const REDUCTIONS: readonly (readonly [Shape, Axes])[] = [
  [[], {}],
  [[1], {}],
  [[7], {}],
  [[3, 5], {}],
  [[3, 5], { axes: [0] }],
  [[3, 5], { axes: [1], keepDimensions: true }],
  [[3, 5], { axes: [-1] }],
  [[3, 5], { axes: [] }],
  [[2, 3, 5], { axes: [1] }],
  [[2, 3, 5], { axes: [2, 0] }],
  [[2, 3, 5], { keepDimensions: true }],
  [[2, 3, 5, 4], { axes: [0, 2, 3] }],
  [[2, 3, 5, 4], { axes: [2, 3] }],
  [[2, 3, 5, 4], { axes: [-1, -3], keepDimensions: true }],
  [[1, 4, 1, 1], { axes: [2, 3] }],
  [[2, 16, 33, 31], { axes: [0, 2, 3] }],
];

function reduction(
  operation: string,
  build: (x: Tensor, axes: Axes) => Tensor,
  reference: (x: NumberArray, axes?: readonly number[], keep?: boolean) => NumberArray,
): OperationCase[] {
  return REDUCTIONS.map(([shape, options]) => {
    const over = options.axes ? `axes [${options.axes}]` : 'all axes';
    return {
      operation,
      title: `[${shape}], ${over}${options.keepDimensions ? ', kept' : ''}`,
      // not centred on zero, so that a sum's magnitude is not that of its rounding
      operands: [{ shape, low: 0, high: 2 }],
      build: ([x]) => build(x, options),
      reference: ([x]) => reference(x, options.axes, options.keepDimensions),
    };
  });
}

const EXPANSIONS: readonly (readonly [Shape, Shape])[] = [
  [[], [2, 3]],
  [[1], [4]],
  [[4], [2, 3, 4]],
  [
    [3, 1],
    [3, 4],
  ],
  [
    [1, 3, 1, 1],
    [2, 3, 4, 5],
  ],
  [
    [1, 1],
    [1, 5],
  ],
];

const expansions = EXPANSIONS.map(
  ([from, to]): OperationCase => ({
    operation: 'expand',
    title: `[${from}] to [${to}]`,
    operands: [{ shape: from }],
    build: ([x]) => expand(x, to),
    reference: ([x]) => expandTo(x, to),
  }),
);

const SOFTMAXES: readonly (readonly [Shape, number])[] = [
  [[1, 1], -1],
  [[1, 3], -1],
  [[4, 3], -1],
  [[5], 0],
  [[4, 3], 0],
  [[2, 3, 5, 4], 1],
  [[2, 3, 5], -2],
  [[2, 1000], 1],
];

const softmaxes = SOFTMAXES.map(
  ([shape, axis]): OperationCase => ({
    operation: 'logSoftmax',
    title: `[${shape}], axis ${axis}`,
    operands: [{ shape, low: -3, high: 3 }],
    build: ([x]) => logSoftmax(x, axis),
    reference: ([x]) => logSoftmaxOf(x, axis),
    ...(shape.length === 2 && shape[1] === 3 && { second: true }),
    ...(shape[1] === 1000 && { samples: 8 }),
  }),
);

const extremes: OperationCase[] = [
  [1000, -1000, 0, -1e4, 0, 1e4],
  [1e30, 1e30, -1e30, 5, 5, 5],
  [-1000, -1001, -1002, 88, 89, 90],
].map((values) => ({
  operation: 'logSoftmax',
  title: `extreme values ${values}`,
  // differences of 1e-5 say nothing about 1e30
  operands: [{ shape: [2, 3], values, ...(values.includes(1e30) && { differentiable: false }) }],
  build: ([x]) => logSoftmax(x),
  reference: ([x]) => logSoftmaxOf(x, -1),
}));

const large: OperationCase = {
  operation: 'sum',
  title: 'a hundred thousand elements',
  operands: [{ shape: [100003], low: 0, high: 1 }],
  build: ([x]) => sum(x),
  reference: ([x]) => sumOf(x),
  samples: 4,
  // linear, and 1e-5 of a sum of 5e4 would be rounding
  nudge: 0.1,
};

export const reductionCases: readonly OperationCase[] = [
  ...reduction('sum', sum, sumOf),
  ...reduction('mean', mean, meanOf),
  ...expansions,
  ...softmaxes,
  ...extremes,
  large,
];
