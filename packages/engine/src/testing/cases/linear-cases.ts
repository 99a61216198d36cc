import { matmul } from '../../ops/linear.ts';
import { transpose } from '../../ops/shape.ts';
import type { OperationCase } from '../operation-case.ts';
import { matmulOf } from '../reference/linear.ts';
import { transposeOf } from '../reference/shape.ts';

type Shape = readonly number[];

const PRODUCTS: readonly (readonly [title: string, a: Shape, b: Shape])[] = [
  ['1 by 1', [1, 1], [1, 1]],
  ['a row times a column', [1, 5], [5, 1]],
  ['a column times a row', [5, 1], [1, 3]],
  ['odd sides', [3, 5], [5, 7]],
  ['a batch of each', [2, 3, 4], [2, 4, 5]],
  ['one b for a batch of a', [2, 3, 4], [4, 5]],
  ['one a for a batch of b', [3, 4], [2, 4, 5]],
  ['leading axes broadcast in both', [2, 1, 3, 4], [5, 4, 2]],
  ['a batch of 1', [1, 3, 4], [6, 4, 2]],
  ['larger than a block', [33, 65], [65, 17]],
  ['the last layer', [8, 64], [64, 3]],
];

export const linearCases: readonly OperationCase[] = [
  ...PRODUCTS.map(
    ([title, a, b]): OperationCase => ({
      operation: 'matmul',
      title,
      operands: [{ shape: a }, { shape: b }],
      build: ([x, y]) => matmul(x, y),
      reference: ([x, y]) => matmulOf(x, y),
      ...(title === 'odd sides' && { second: true }),
    }),
  ),
  {
    operation: 'matmul',
    title: 'by its own transpose',
    operands: [{ shape: [3, 4] }],
    build: ([x]) => matmul(x, transpose(x, [1, 0])),
    reference: ([x]) => matmulOf(x, transposeOf(x, [1, 0])),
    second: true,
  },
];
