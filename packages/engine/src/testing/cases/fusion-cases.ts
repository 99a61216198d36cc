import type { Tensor } from '../../graph/tensor.ts';
import { mish, relu } from '../../ops/activations.ts';
import { add, mul } from '../../ops/elementwise.ts';
import { batchNormalise, channelAffine, channelVariance } from '../../ops/normalisation.ts';
import { mean } from '../../ops/reduce.ts';
import type { OperandPlan, OperationCase } from '../operation-case.ts';
import { broadcast, each, mishOf } from '../reference/elementwise.ts';
import { batchNormaliseOf, channelAffineOf } from '../reference/normalisation.ts';
import type { NumberArray } from '../reference/number-array.ts';

/*
 * Operations that a lowering may write as one: normalisation, residual sum and activation, as in ResNet's blocks; with
 * everything read once, or elsewhere too. Each case is filed under its last operation.
 */

type Shape = readonly [number, number, number, number];

/** Positions in sixteens, and not. */
const SHAPES: readonly Shape[] = [
  [2, 3, 4, 8],
  [1, 5, 3, 3],
  [2, 16, 8, 8],
];

const plus = (a: NumberArray, b: NumberArray) => broadcast((p, q) => p + q, a, b);
const times = (a: NumberArray, b: NumberArray) => broadcast((p, q) => p * q, a, b);
const rectified = (x: NumberArray) => each((value) => Math.max(value, 0), x);

function normalised(x: Tensor, scale: Tensor, shift: Tensor): Tensor {
  const centre = mean(x, { axes: [0, 2, 3] });
  return batchNormalise(x, centre, channelVariance(x, centre), scale, shift, 1e-5);
}
const normalisedOf = (x: NumberArray, scale: NumberArray, shift: NumberArray) =>
  batchNormaliseOf(x, scale, shift, 1e-5);

interface Fusion {
  readonly title: string;
  /** Operands: so many pictures first, then so many pairs of scale and shift. */
  readonly pictures: 1 | 2;
  readonly pairs: 1 | 2;
  readonly operation: string;
  readonly build: (tensors: readonly Tensor[]) => Tensor;
  readonly reference: (arrays: readonly NumberArray[]) => NumberArray;
}

const FUSIONS: readonly Fusion[] = [
  {
    title: 'after channelAffine',
    pictures: 1,
    pairs: 1,
    operation: 'relu',
    build: ([x, scale, shift]) => relu(channelAffine(x, scale, shift)),
    reference: ([x, scale, shift]) => rectified(channelAffineOf(x, scale, shift)),
  },
  {
    title: 'after batchNormalise',
    pictures: 1,
    pairs: 1,
    operation: 'relu',
    build: ([x, scale, shift]) => relu(normalised(x, scale, shift)),
    reference: ([x, scale, shift]) => rectified(normalisedOf(x, scale, shift)),
  },
  {
    title: 'after channelAffine plus a picture',
    pictures: 2,
    pairs: 1,
    operation: 'relu',
    build: ([x, y, scale, shift]) => relu(add(channelAffine(x, scale, shift), y)),
    reference: ([x, y, scale, shift]) => rectified(plus(channelAffineOf(x, scale, shift), y)),
  },
  {
    title: 'after a picture plus batchNormalise',
    pictures: 2,
    pairs: 1,
    operation: 'relu',
    build: ([x, y, scale, shift]) => relu(add(y, normalised(x, scale, shift))),
    reference: ([x, y, scale, shift]) => rectified(plus(normalisedOf(x, scale, shift), y)),
  },
  {
    title: 'after two of batchNormalise',
    pictures: 2,
    pairs: 2,
    operation: 'relu',
    build: ([x, y, scale, shift, scale2, shift2]) =>
      relu(add(normalised(x, scale, shift), normalised(y, scale2, shift2))),
    reference: ([x, y, scale, shift, scale2, shift2]) =>
      rectified(plus(normalisedOf(x, scale, shift), normalisedOf(y, scale2, shift2))),
  },
  {
    title: 'after batchNormalise plus what it normalised',
    pictures: 1,
    pairs: 1,
    operation: 'relu',
    build: ([x, scale, shift]) => relu(add(normalised(x, scale, shift), x)),
    reference: ([x, scale, shift]) => rectified(plus(normalisedOf(x, scale, shift), x)),
  },
  {
    title: 'of relu after channelAffine, with the sum and both parts read again',
    pictures: 2,
    pairs: 1,
    operation: 'mul',
    build: ([x, y, scale, shift]) => {
      const affine = channelAffine(x, scale, shift);
      const sum = add(affine, y);
      return mul(mul(relu(sum), sum), add(affine, y));
    },
    reference: ([x, y, scale, shift]) => {
      const sum = plus(channelAffineOf(x, scale, shift), y);
      return times(times(rectified(sum), sum), sum);
    },
  },
  {
    title: 'of relu and what it rectified',
    pictures: 1,
    pairs: 1,
    operation: 'mul',
    build: ([x, scale, shift]) => {
      const affine = channelAffine(x, scale, shift);
      return mul(relu(affine), affine);
    },
    reference: ([x, scale, shift]) => {
      const affine = channelAffineOf(x, scale, shift);
      return times(rectified(affine), affine);
    },
  },
  {
    title: 'two blocks with residual sums, the first read by both',
    pictures: 2,
    pairs: 2,
    operation: 'relu',
    build: ([x, y, scale, shift, scale2, shift2]) => {
      const first = relu(add(normalised(x, scale, shift), y));
      return relu(add(normalised(first, scale2, shift2), first));
    },
    reference: ([x, y, scale, shift, scale2, shift2]) => {
      const first = rectified(plus(normalisedOf(x, scale, shift), y));
      return rectified(plus(normalisedOf(first, scale2, shift2), first));
    },
  },
  {
    title: 'after batchNormalise plus a picture',
    pictures: 2,
    pairs: 1,
    operation: 'mish',
    build: ([x, y, scale, shift]) => mish(add(normalised(x, scale, shift), y)),
    reference: ([x, y, scale, shift]) => each(mishOf, plus(normalisedOf(x, scale, shift), y)),
  },
];

const fusions = FUSIONS.flatMap(({ operation, title, pictures, pairs, build, reference }) =>
  SHAPES.map(
    (shape): OperationCase => ({
      operation,
      title: `${title}, [${shape}]`,
      operands: [
        ...new Array<OperandPlan>(pictures).fill({ shape }),
        ...new Array<readonly OperandPlan[]>(pairs)
          .fill([{ shape: [shape[1]], low: 0.5, high: 1.5 }, { shape: [shape[1]] }])
          .flat(),
      ],
      build,
      reference,
      samples: 12,
    }),
  ),
);

/** A residual sum that broadcasts is no sum of pictures. */
const BROADCASTS: readonly (readonly [title: string, x: Shape, y: Shape])[] = [
  ['a picture of one pixel', [2, 3, 4, 8], [2, 3, 1, 1]],
  ['one picture for a batch', [2, 3, 4, 8], [1, 3, 4, 8]],
  ['a batch for one picture', [1, 3, 4, 8], [2, 3, 4, 8]],
  ['rows', [2, 3, 4, 8], [2, 3, 1, 8]],
];

const broadcasts = BROADCASTS.map(
  ([title, x, y]): OperationCase => ({
    operation: 'relu',
    title: `after channelAffine plus ${title}`,
    operands: [{ shape: x }, { shape: y }, { shape: [3] }, { shape: [3] }],
    build: ([a, b, scale, shift]) => relu(add(channelAffine(a, scale, shift), b)),
    reference: ([a, b, scale, shift]) => rectified(plus(channelAffineOf(a, scale, shift), b)),
    samples: 12,
  }),
);

export const fusionCases: readonly OperationCase[] = [...fusions, ...broadcasts];
