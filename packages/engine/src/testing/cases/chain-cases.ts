import { constant, type Tensor } from '../../graph/tensor.ts';
import { mish, relu } from '../../ops/activations.ts';
import { conv, convTranspose } from '../../ops/convolution/conv.ts';
import type { Pair } from '../../ops/convolution/geometry.ts';
import { add, mul, sub } from '../../ops/elementwise.ts';
import { batchNormalise, channelAffine, channelVariance } from '../../ops/normalisation.ts';
import { averagePool, maxPool } from '../../ops/pooling.ts';
import { mean, sum } from '../../ops/reduce.ts';
import { concat } from '../../ops/shape.ts';
import { operandValues } from '../operands.ts';
import type { OperandPlan, OperationCase } from '../operation-case.ts';
import { convOf, convTransposeOf } from '../reference/convolution.ts';
import { broadcast, each, mishOf } from '../reference/elementwise.ts';
import { batchNormaliseOf, channelAffineOf } from '../reference/normalisation.ts';
import type { NumberArray } from '../reference/number-array.ts';
import { averagePoolOf, maxPoolOf } from '../reference/pooling.ts';
import { sumOf } from '../reference/reduction.ts';
import { concatOf } from '../reference/shape.ts';

/*
 * Convolutions with what stands around them in networks: where a lowering keeps pictures in another layout from one
 * operation to the next, or writes several as one. Each case is filed under its last operation.
 */

const plus = (a: NumberArray, b: NumberArray) => broadcast((p, q) => p + q, a, b);
const times = (a: NumberArray, b: NumberArray) => broadcast((p, q) => p * q, a, b);
const rectified = (x: NumberArray) => each((value) => Math.max(value, 0), x);

function normalised(x: Tensor, scale: Tensor, shift: Tensor): Tensor {
  const centre = mean(x, { axes: [0, 2, 3] });
  return batchNormalise(x, centre, channelVariance(x, centre), scale, shift, 1e-5);
}
const normalisedOf = (x: NumberArray, scale: NumberArray, shift: NumberArray) =>
  batchNormaliseOf(x, scale, shift, 1e-5);

const steps = (stride: number, padding: number) =>
  ({ stride: [stride, stride], padding: [padding, padding], dilation: [1, 1] }) as const;
const kernels = (out: number, from: number, side: number): OperandPlan => ({
  shape: [out, from, side, side],
  low: -0.5,
  high: 0.5,
});
const pair = (channels: number): OperandPlan[] => [
  { shape: [channels], low: 0.5, high: 1.5 },
  { shape: [channels] },
];
const POOL = { kernel: [3, 3], stride: [2, 2], padding: [1, 1] } as const;

/** Channels inside and outside: blocks of 8 and of 16, and neither. */
const WIDTHS: readonly Pair[] = [
  [8, 16],
  [16, 32],
  [12, 20],
];

const chains = WIDTHS.flatMap(([inner, outer]): OperationCase[] => {
  const widths = `${outer} and ${inner} channels`;
  return [
    {
      operation: 'relu',
      title: `a bottleneck, ${widths}`,
      operands: [
        { shape: [2, outer, 4, 4] },
        kernels(inner, outer, 1),
        ...pair(inner),
        kernels(inner, inner, 3),
        ...pair(inner),
        kernels(outer, inner, 1),
        ...pair(outer),
      ],
      build: ([x, w1, s1, b1, w2, s2, b2, w3, s3, b3]) => {
        const narrow = relu(normalised(conv(x, w1, steps(1, 0)), s1, b1));
        const wide = relu(normalised(conv(narrow, w2, steps(1, 1)), s2, b2));
        return relu(add(normalised(conv(wide, w3, steps(1, 0)), s3, b3), x));
      },
      reference: ([x, w1, s1, b1, w2, s2, b2, w3, s3, b3]) => {
        const narrow = rectified(normalisedOf(convOf(x, w1, steps(1, 0)), s1, b1));
        const wide = rectified(normalisedOf(convOf(narrow, w2, steps(1, 1)), s2, b2));
        return rectified(plus(normalisedOf(convOf(wide, w3, steps(1, 0)), s3, b3), x));
      },
      samples: 6,
    },
    {
      operation: 'relu',
      title: `a block with stride 2 and a projection, ${widths}`,
      operands: [
        { shape: [2, inner, 7, 6] },
        kernels(outer, inner, 3),
        ...pair(outer),
        kernels(outer, inner, 1),
        ...pair(outer),
      ],
      build: ([x, w1, s1, b1, w2, s2, b2]) =>
        relu(add(normalised(conv(x, w1, steps(2, 1)), s1, b1), normalised(conv(x, w2, steps(2, 0)), s2, b2))),
      reference: ([x, w1, s1, b1, w2, s2, b2]) =>
        rectified(
          plus(
            normalisedOf(convOf(x, w1, steps(2, 1)), s1, b1),
            normalisedOf(convOf(x, w2, steps(2, 0)), s2, b2),
          ),
        ),
      samples: 8,
    },
    {
      operation: 'maxPool',
      title: `a stem, ${outer} channels`,
      operands: [{ shape: [1, 3, 16, 16] }, kernels(outer, 3, 7), ...pair(outer)],
      build: ([x, w, scale, shift]) => maxPool(relu(normalised(conv(x, w, steps(2, 3)), scale, shift)), POOL),
      reference: ([x, w, scale, shift]) =>
        maxPoolOf(rectified(normalisedOf(convOf(x, w, steps(2, 3)), scale, shift)), POOL),
      samples: 8,
    },
    {
      operation: 'conv',
      title: `after an enlarged picture beside one that was passed over, ${widths}`,
      operands: [
        { shape: [1, outer, 4, 3] },
        { shape: [1, inner, 8, 6] },
        kernels(outer, inner, 3),
        kernels(inner, 2 * inner, 3),
      ],
      build: ([x, skipped, up, w]) =>
        conv(concat([skipped, convTranspose(x, up, { ...steps(2, 1), size: [8, 6] })], 1), w, steps(1, 1)),
      reference: ([x, skipped, up, w]) =>
        convOf(concatOf([skipped, convTransposeOf(x, up, steps(2, 1), [8, 6])], 1), w, steps(1, 1)),
      samples: 8,
    },
    {
      operation: 'averagePool',
      title: `of a convolution that is read twice, ${widths}`,
      operands: [{ shape: [2, inner, 5, 5] }, kernels(outer, inner, 3)],
      build: ([x, w]) => {
        const y = conv(x, w, steps(1, 1));
        return averagePool(mul(relu(y), y), { kernel: 2, stride: 2 });
      },
      reference: ([x, w]) => {
        const y = convOf(x, w, steps(1, 1));
        const squares = broadcast((p, q) => p * q, rectified(y), y);
        return averagePoolOf(squares, { kernel: [2, 2], stride: [2, 2], padding: [0, 0] });
      },
      samples: 8,
    },
    {
      operation: 'mish',
      title: `between convolutions, with a scalar, a picture and a scale per channel beside it, ${widths}`,
      operands: [
        { shape: [3, inner, 4, 5] },
        kernels(outer, inner, 1),
        { shape: [3, outer, 4, 5] },
        { shape: [outer, 1, 1] },
        kernels(inner, outer, 3),
      ],
      build: ([x, w1, beside, scale, w2]) => {
        const y = mul(sub(mish(conv(x, w1, steps(1, 0))), 0.5), beside);
        return mish(conv(mul(y, scale), w2, steps(1, 1)));
      },
      reference: ([x, w1, beside, scale, w2]) => {
        const gated = each((value) => mishOf(value) - 0.5, convOf(x, w1, steps(1, 0)));
        const y = times(times(gated, beside), scale);
        return each(mishOf, convOf(y, w2, steps(1, 1)));
      },
      samples: 8,
    },
    {
      operation: 'sum',
      title: `over all but the channels of a convolution, ${widths}`,
      operands: [{ shape: [3, inner, 4, 5] }, kernels(outer, inner, 1)],
      build: ([x, w]) => {
        const y = conv(x, w, steps(1, 0));
        return sum(mul(y, y), { axes: [0, 2, 3], keepDimensions: true });
      },
      reference: ([x, w]) => {
        const squares = each((value) => value * value, convOf(x, w, steps(1, 0)));
        return sumOf(squares, [0, 2, 3], true);
      },
      samples: 8,
    },
  ];
});

/** Weights that never change, as in inference: written as constants, which the runtime may rearrange beforehand. */
const FIXED: readonly (readonly [title: string, out: number, from: number, side: number])[] = [
  ['1x1, 16 to 16', 16, 16, 1],
  ['3x3, 16 to 16', 16, 16, 3],
  ['3x3, 12 to 20', 20, 12, 3],
  ['7x7, 3 to 16', 16, 3, 7],
];

const fixed = FIXED.map(([title, out, from, side]): OperationCase => {
  const plans = [kernels(out, from, side), ...pair(out)];
  const data = plans.map((plan, i) => operandValues(plan, `${title}/${i}`));
  const constants = data.map((values, i) => constant(values, plans[i].shape));
  const arrays = data.map((values, i) => ({
    shape: plans[i].shape,
    data: Float64Array.from(values, Number),
  }));
  const window = steps(1, (side - 1) / 2);
  return {
    operation: 'relu',
    title: `a convolution and channelAffine with fixed weights, ${title}`,
    operands: [{ shape: [2, from, 8, 6] }],
    build: ([x]) => {
      const [w, scale, shift] = constants;
      return relu(channelAffine(conv(x, w, window), scale, shift));
    },
    reference: ([x]) => {
      const [w, scale, shift] = arrays;
      return rectified(channelAffineOf(convOf(x, w, window), scale, shift));
    },
    samples: 12,
  };
});

export const chainCases: readonly OperationCase[] = [...chains, ...fixed];
