import {
  apply,
  type Operation,
  type Operator,
  operator,
  shapeError,
  type Tensors,
} from '../graph/operation.ts';
import { fixedShape } from '../graph/shape.ts';
import type { Tensor } from '../graph/tensor.ts';
import { add, div, mul, neg, sqrt, sub } from './elementwise.ts';
import { countOver, sum } from './reduce.ts';
import { reshape } from './shape.ts';

/*
 * Batch normalisation in parts that are one pass over the picture each. x: [batch, channels, height, width];
 * statistics, scales and shifts: [channels].
 */

function requireChannels(name: string, inputs: Tensors, pictures: Tensors, vectors: Tensors): void {
  const [first] = pictures;
  const channels = first?.shape[1];
  const fits =
    first?.shape.length === 4 &&
    pictures.every(({ shape }) => shape.every((length, axis) => length === first.shape[axis])) &&
    vectors.every(({ shape }) => shape.length === 1 && shape[0] === channels);
  if (!fits)
    throw shapeError(
      name,
      inputs,
      '[batch, channels, height, width], and [channels] for what is per channel',
    );
}

/** All axes but that of the channels. */
const OTHERS = [0, 2, 3] as const;

/** A per-channel vector under a shape that broadcasts against pictures. */
function alongChannels(vector: Tensor): Tensor {
  return reshape(vector, [...vector.shape, 1, 1]);
}

/** scale x + shift per channel, in one pass. */
export const channelAffine: Operator<readonly [Tensor, Tensor, Tensor]> = operator(3, {
  name: 'channelAffine',
  summary: 'scale x + shift, per channel',
  result: (inputs) => {
    const [x, scale, shift] = inputs;
    requireChannels('channelAffine', inputs, [x], [scale, shift]);
    return { shape: x.shape };
  },
  lower: ({ emit, values: [x, scale, shift], inputs }) => {
    const channels = inputs[1].shape[0] as number;
    const zero = emit.constant('float32', new Array<number>(channels).fill(0), [channels]);
    const one = emit.constant('float32', new Array<number>(channels).fill(1), [channels]);
    return emit.node('BatchNormalization', [x, scale, shift, zero, one], { epsilon: { float: 0 } });
  },
  derivative: 'dx = scale dy, dscale = Σ dy x, dshift = Σ dy',
  gradient: ({ dy, inputs: [x, scale, shift] }) => [
    channelAffine(dy, scale, mul(shift, 0)),
    channelDot(dy, x),
    sum(dy, { axes: OTHERS }),
  ],
});

/** Σ a b over everything but the channels. */
export const channelDot: Operator<readonly [Tensor, Tensor]> = operator(2, {
  name: 'channelDot',
  summary: 'Σ a b, per channel',
  result: (inputs) => {
    requireChannels('channelDot', inputs, inputs, []);
    return { shape: [inputs[0].shape[1] as number] };
  },
  lower: ({ emit, values }) =>
    emit.node('ReduceSum', [emit.node('Mul', values), emit.constant('int64', [...OTHERS])], { keepdims: 0 }),
  derivative: 'da = dy b, db = dy a',
  gradient: ({ dy, inputs: [a, b] }) => [mul(alongChannels(dy), b), mul(alongChannels(dy), a)],
});

/**
 * The biased variance per channel about a mean that is that of x itself: the derivative takes it so, since then
 * ∂variance/∂mean = -2/n Σ (x - mean) = 0.
 */
export const channelVariance: Operator<readonly [Tensor, Tensor]> = operator(2, {
  name: 'channelVariance',
  summary: 'Σ (x - mean)² / n, per channel, mean being that of x',
  result: (inputs) => {
    const [x, mean] = inputs;
    requireChannels('channelVariance', inputs, [x], [mean]);
    return { shape: mean.shape };
  },
  lower: ({ emit, values: [x, mean], inputs }) => {
    // centred first: Σx²/n - mean² saves a pass, and as many digits as mean² has more than the variance
    const [channels] = fixedShape(inputs[1].shape, 'channelVariance');
    const centred = emit.node('Sub', [
      x,
      emit.node('Reshape', [mean, emit.constant('int64', [channels as number, 1, 1])]),
    ]);
    const squares = emit.node('ReduceSumSquare', [centred, emit.constant('int64', [...OTHERS])], {
      keepdims: 0,
    });
    const count = countOver(inputs[0].shape, OTHERS, 'channelVariance');
    return emit.node('Mul', [squares, emit.constant('float32', [1 / count], [])]);
  },
  derivative: 'dx = 2 dy (x - mean) / n',
  gradient: ({ dy, inputs: [x, mean] }) => {
    const slope = mul(dy, 2 / countOver(x.shape, OTHERS, 'the gradient of channelVariance'));
    return [channelAffine(x, slope, neg(mul(slope, mean))), undefined];
  },
});

interface Epsilon {
  readonly epsilon: number;
}

const batchNormaliseOperation: Operation<readonly [Tensor, Tensor, Tensor, Tensor, Tensor], Epsilon> = {
  name: 'batchNormalise',
  summary: 'scale (x - mean) / √(variance + ε) + shift, mean and variance being those of x',
  result: (inputs) => {
    const [x, ...vectors] = inputs;
    requireChannels('batchNormalise', inputs, [x], vectors);
    return { shape: x.shape };
  },
  lower: ({ emit, values: [x, mean, variance, scale, shift], attributes: { epsilon } }) =>
    emit.node('BatchNormalization', [x, scale, shift, mean, variance], { epsilon: { float: epsilon } }),
  derivative: 'dx = a dy + b x + c with a = scale/σ, b = -a dscale/(n σ), c = -a dshift/n - b mean',
  gradient: ({ dy, inputs: [x, mean, variance, scale], attributes: { epsilon } }) => {
    const n = countOver(x.shape, OTHERS, 'the gradient of batchNormalise');
    const deviation = sqrt(add(variance, epsilon));
    const dshift = sum(dy, { axes: OTHERS });
    const dscale = div(sub(channelDot(dy, x), mul(mean, dshift)), deviation);
    const a = div(scale, deviation);
    const b = neg(div(mul(a, dscale), mul(deviation, n)));
    const c = neg(add(mul(a, mul(dshift, 1 / n)), mul(b, mean)));
    const dx = add(channelAffine(dy, a, c), mul(x, alongChannels(b)));
    // what reaches x through mean and variance is in dx already
    return [dx, undefined, undefined, dscale, dshift];
  },
};

/** Normalisation by x's own statistics, with the gradient that passes through them (Ioffe and Szegedy 2015). */
export function batchNormalise(
  x: Tensor,
  mean: Tensor,
  variance: Tensor,
  scale: Tensor,
  shift: Tensor,
  epsilon: number,
): Tensor {
  return apply(batchNormaliseOperation, [x, mean, variance, scale, shift], { epsilon });
}

/** This family, for the operations page. */
export const normalisations = [
  channelAffine.operation,
  channelDot.operation,
  channelVariance.operation,
  batchNormaliseOperation,
] as const;
