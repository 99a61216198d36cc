import { concat, flatten, type Padding, pad, reshape, slice, transpose } from '../../ops/shape.ts';
import type { OperationCase } from '../operation-case.ts';
import { sizeOf } from '../reference/number-array.ts';
import { concatOf, padOf, reshapeTo, sliceOf, transposeOf } from '../reference/shape.ts';

type Shape = readonly number[];

const RESHAPES: readonly (readonly [Shape, Shape])[] = [
  [
    [2, 3],
    [3, 2],
  ],
  [[2, 3, 4], [24]],
  [[6], [1, 2, 3]],
  [[1], []],
  [[], [1, 1]],
];

const reshapes = [
  ...RESHAPES.map(
    ([from, to]): OperationCase => ({
      operation: 'reshape',
      title: `[${from}] to [${to}]`,
      operands: [{ shape: from }],
      build: ([x]) => reshape(x, to),
      reference: ([x]) => reshapeTo(x, to),
    }),
  ),
  ...[0, 1, 2].map(
    (axis): OperationCase => ({
      operation: 'reshape',
      title: `flatten from axis ${axis}`,
      operands: [{ shape: [2, 3, 1, 5] }],
      build: ([x]) => flatten(x, axis),
      reference: ([x]) => reshapeTo(x, [...x.shape.slice(0, axis), sizeOf(x.shape.slice(axis))]),
    }),
  ),
];

const TRANSPOSES: readonly (readonly [Shape, readonly number[]])[] = [
  [[4], [0]],
  [
    [2, 3],
    [1, 0],
  ],
  [
    [2, 3],
    [0, 1],
  ],
  [
    [2, 3, 4],
    [2, 0, 1],
  ],
  [
    [2, 3, 4],
    [1, 2, 0],
  ],
  [
    [2, 3, 1, 5],
    [1, 0, 2, 3],
  ],
  [
    [2, 3, 4, 5],
    [0, 2, 3, 1],
  ],
  [
    [2, 3, 4, 1, 2],
    [4, 2, 0, 3, 1],
  ],
];

const transposes = TRANSPOSES.map(
  ([shape, order]): OperationCase => ({
    operation: 'transpose',
    title: `[${shape}] by [${order}]`,
    operands: [{ shape }],
    build: ([x]) => transpose(x, order),
    reference: ([x]) => transposeOf(x, order),
  }),
);

const CONCATS: readonly (readonly [readonly Shape[], number])[] = [
  [[[3, 2]], 0],
  [
    [
      [1, 2],
      [3, 2],
    ],
    0,
  ],
  [
    [
      [2, 3, 4],
      [2, 1, 4],
      [2, 5, 4],
    ],
    1,
  ],
  [
    [
      [2, 3, 4],
      [2, 3, 1],
    ],
    -1,
  ],
  [
    [
      [2, 8, 5, 5],
      [2, 8, 5, 5],
    ],
    1,
  ],
];

const concats: OperationCase[] = [
  ...CONCATS.map(
    ([shapes, axis]): OperationCase => ({
      operation: 'concat',
      title: `${shapes.map((shape) => `[${shape}]`).join(' ')}, axis ${axis}`,
      operands: shapes.map((shape) => ({ shape })),
      build: ([first, ...rest]) => concat([first, ...rest], axis),
      reference: (arrays) => concatOf(arrays, axis),
    }),
  ),
  {
    operation: 'concat',
    title: 'one tensor twice',
    operands: [{ shape: [2, 3] }],
    build: ([x]) => concat([x, x], 1),
    reference: ([x]) => concatOf([x, x], 1),
  },
];

const SLICES: readonly (readonly [Shape, axis: number, from: number, to: number])[] = [
  [[7], 0, 0, 3],
  [[7], 0, 6, 7],
  [[3, 5], 1, 1, 4],
  [[3, 5], -1, 2, 5],
  [[3, 5], -2, 0, 3],
  [[2, 3, 4, 5], 1, 1, 2],
];

const slices = SLICES.map(
  ([shape, axis, from, to]): OperationCase => ({
    operation: 'slice',
    title: `[${shape}], axis ${axis}, ${from}..${to}`,
    operands: [{ shape }],
    build: ([x]) => slice(x, { axis, from, to }),
    reference: ([x]) => sliceOf(x, axis, from, to),
  }),
);

const PADS: readonly (readonly [Shape, readonly Padding[]])[] = [
  [[3], [{ axis: 0, before: 1, after: 2 }]],
  [[2, 3], [{ axis: 1, before: 0, after: 2 }]],
  [[2, 3], [{ axis: 0, before: 3, after: 0 }]],
  [
    [2, 3, 4, 5],
    [
      { axis: 2, before: 1, after: 0 },
      { axis: 3, before: 2, after: 1 },
    ],
  ],
];

const pads = PADS.map(([shape, padding]): OperationCase => {
  const along = (side: 'before' | 'after') =>
    shape.map((_, axis) => padding.find((zeros) => zeros.axis === axis)?.[side] ?? 0);
  return {
    operation: 'pad',
    title: `[${shape}] by ${padding.map(({ axis, before, after }) => `${axis}: ${before}, ${after}`).join('; ')}`,
    operands: [{ shape }],
    build: ([x]) => pad(x, padding),
    reference: ([x]) => padOf(x, along('before'), along('after')),
  };
});

export const shapeCases: readonly OperationCase[] = [
  ...reshapes,
  ...transposes,
  ...concats,
  ...slices,
  ...pads,
];
