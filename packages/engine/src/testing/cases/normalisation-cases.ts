import {
  batchNormalise,
  channelAffine,
  channelCombine,
  channelDot,
  channelVariance,
} from '../../ops/normalisation.ts';
import { mean } from '../../ops/reduce.ts';
import type { OperandPlan, OperationCase } from '../operation-case.ts';
import {
  batchNormaliseOf,
  channelAffineOf,
  channelCombineOf,
  channelDotOf,
  channelVarianceOf,
} from '../reference/normalisation.ts';

type Shape = readonly [number, number, number, number];

const SHAPES: readonly Shape[] = [
  [2, 3, 5, 4],
  [1, 5, 3, 3],
  [4, 1, 2, 2],
  [3, 2, 1, 1],
  [8, 16, 7, 7],
  [2, 64, 14, 14],
  [1, 8, 33, 31],
  // positions in sixteens, as the blocked convolution takes them
  [1, 1, 4, 4],
  [2, 3, 4, 8],
  [3, 5, 16, 3],
  [2, 24, 8, 8],
];
const isSmall = (shape: Shape) => shape.reduce((a, b) => a * b, 1) <= 60;

const affines = SHAPES.map(
  (shape): OperationCase => ({
    operation: 'channelAffine',
    title: `[${shape}]`,
    operands: [{ shape }, { shape: [shape[1]] }, { shape: [shape[1]] }],
    samples: 8,
    build: ([x, scale, shift]) => channelAffine(x, scale, shift),
    reference: ([x, scale, shift]) => channelAffineOf(x, scale, shift),
    ...(isSmall(shape) && { second: true }),
  }),
);

const combinations = SHAPES.map(
  (shape): OperationCase => ({
    operation: 'channelCombine',
    title: `[${shape}]`,
    operands: [{ shape }, { shape }, ...[1, 2, 3].map(() => ({ shape: [shape[1]] }))],
    build: ([x, y, a, b, c]) => channelCombine(x, y, a, b, c),
    reference: ([x, y, a, b, c]) => channelCombineOf(x, y, a, b, c),
    samples: 8,
    ...(isSmall(shape) && { second: true }),
  }),
);

const dots: OperationCase[] = [
  ...SHAPES.map(
    (shape): OperationCase => ({
      operation: 'channelDot',
      title: `[${shape}]`,
      operands: [
        { shape, low: 0, high: 1 },
        { shape, low: 0, high: 1 },
      ],
      build: ([a, b]) => channelDot(a, b),
      reference: ([a, b]) => channelDotOf(a, b),
      ...(isSmall(shape) && { second: true }),
    }),
  ),
  {
    operation: 'channelDot',
    title: 'with itself',
    operands: [{ shape: [2, 3, 3, 2] }],
    build: ([a]) => channelDot(a, a),
    reference: ([a]) => channelDotOf(a, a),
    second: true,
  },
];

const variances: OperationCase[] = [
  ...SHAPES.map(
    (shape): OperationCase => ({
      operation: 'channelVariance',
      title: `[${shape}]`,
      operands: [{ shape }],
      build: ([x]) => channelVariance(x, mean(x, { axes: [0, 2, 3] })),
      reference: ([x]) => channelVarianceOf(x),
      ...(isSmall(shape) && { second: true }),
    }),
  ),
  {
    operation: 'channelVariance',
    title: 'a mean of 100, a deviation of 0.6',
    operands: [{ shape: [2, 3, 5, 4], low: 99, high: 101 }],
    build: ([x]) => channelVariance(x, mean(x, { axes: [0, 2, 3] })),
    reference: ([x]) => channelVarianceOf(x),
  },
  {
    operation: 'channelVariance',
    title: 'constant channels',
    operands: [{ shape: [2, 2, 3, 2], values: [2] }],
    build: ([x]) => channelVariance(x, mean(x, { axes: [0, 2, 3] })),
    reference: ([x]) => channelVarianceOf(x),
  },
];

function normalisation(
  title: string,
  x: OperandPlan,
  epsilon: number,
  { scale = {}, ...more }: Partial<OperationCase> & { readonly scale?: Partial<OperandPlan> } = {},
): OperationCase {
  const channels = x.shape[1];
  return {
    operation: 'batchNormalise',
    title,
    operands: [x, { shape: [channels], low: 0.5, high: 1.5, ...scale }, { shape: [channels] }],
    build: ([picture, factor, shift]) => {
      const centre = mean(picture, { axes: [0, 2, 3] });
      return batchNormalise(picture, centre, channelVariance(picture, centre), factor, shift, epsilon);
    },
    reference: ([picture, factor, shift]) => batchNormaliseOf(picture, factor, shift, epsilon),
    ...more,
  };
}

/**
 * With 1/√ε = 316, x and the mean are subtracted as products of that size, and the gradient to the scale, which is 0, is
 * rounding of that size.
 */
const NO_VARIANCE = {
  nudge: 1e-6,
  looser: { forward: 1e-4, because: 'roundings of 316 mean remain where the variance is 0' },
  scale: { differentiable: false },
};

const normalisations = [
  ...SHAPES.map((shape) =>
    normalisation(`[${shape}]`, { shape }, 1e-5, isSmall(shape) ? { second: true } : { samples: 8 }),
  ),
  normalisation('epsilon 0.1', { shape: [2, 3, 5, 4] }, 0.1),
  normalisation('constant channels', { shape: [2, 2, 3, 4], values: [2] }, 1e-5, NO_VARIANCE),
  normalisation(
    'constant channels, positions in sixteens',
    { shape: [2, 2, 4, 4], values: [2] },
    1e-5,
    NO_VARIANCE,
  ),
  normalisation('one element per channel', { shape: [1, 3, 1, 1], low: 1, high: 2 }, 1e-5, NO_VARIANCE),
  normalisation('a mean of 30, a deviation of 0.6', { shape: [2, 3, 5, 4], low: 29, high: 31 }, 1e-5),
];

export const normalisationCases: readonly OperationCase[] = [
  ...affines,
  ...combinations,
  ...dots,
  ...variances,
  ...normalisations,
];
