import { batchNormalise, channelAffine, channelDot, channelVariance } from '../../ops/normalisation.ts';
import { mean } from '../../ops/reduce.ts';
import type { OperandPlan, OperationCase } from '../operation-case.ts';
import {
  batchNormaliseOf,
  channelAffineOf,
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
];
const isSmall = (shape: Shape) => shape.reduce((a, b) => a * b, 1) <= 60;

const affines = SHAPES.map(
  (shape): OperationCase => ({
    operation: 'channelAffine',
    title: `[${shape}]`,
    operands: [{ shape }, { shape: [shape[1]] }, { shape: [shape[1]] }],
    build: ([x, scale, shift]) => channelAffine(x, scale, shift),
    reference: ([x, scale, shift]) => channelAffineOf(x, scale, shift),
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
  more: Partial<OperationCase> = {},
): OperationCase {
  const channels = x.shape[1];
  return {
    operation: 'batchNormalise',
    title,
    operands: [x, { shape: [channels], low: 0.5, high: 1.5 }, { shape: [channels] }],
    build: ([picture, scale, shift]) => {
      const centre = mean(picture, { axes: [0, 2, 3] });
      return batchNormalise(picture, centre, channelVariance(picture, centre), scale, shift, epsilon);
    },
    reference: ([picture, scale, shift]) => batchNormaliseOf(picture, scale, shift, epsilon),
    ...more,
  };
}

/** With 1/√ε = 316, x and the mean are subtracted as products of that size. */
const NO_VARIANCE = { forward: 1e-4, because: 'roundings of 316 mean remain where the variance is 0' };

const normalisations = [
  ...SHAPES.map((shape) =>
    normalisation(`[${shape}]`, { shape }, 1e-5, isSmall(shape) ? { second: true } : { samples: 8 }),
  ),
  normalisation('epsilon 0.1', { shape: [2, 3, 5, 4] }, 0.1),
  normalisation('constant channels', { shape: [2, 2, 3, 4], values: [2] }, 1e-5, {
    nudge: 1e-6,
    looser: NO_VARIANCE,
  }),
  normalisation('one element per channel', { shape: [1, 3, 1, 1], low: 1, high: 2 }, 1e-5, {
    nudge: 1e-6,
    looser: NO_VARIANCE,
  }),
  normalisation('a mean of 30, a deviation of 0.6', { shape: [2, 3, 5, 4], low: 29, high: 31 }, 1e-5),
];

export const normalisationCases: readonly OperationCase[] = [
  ...affines,
  ...dots,
  ...variances,
  ...normalisations,
];
