import {
  apply,
  type Emitter,
  type Operation,
  type Operator,
  operator,
  shapeError,
  type Tensors,
  type Value,
} from '../graph/operation.ts';
import { fixedShape, type Shape } from '../graph/shape.ts';
import type { Tensor } from '../graph/tensor.ts';
import { isInBlocks, reduceChannels, toBlocks } from './blocks.ts';
import { add, div, mul, neg, sqrt, sub } from './elementwise.ts';
import { lowerAffine } from './lower-affine.ts';
import { normalisingAffine } from './lower-rectified.ts';
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

/** Writes Σ a b per channel: each channel of each picture as a row, times the other's row. */
function lowerChannelDot(emit: Emitter, [a, b]: readonly [Value, Value], shape: Shape): Value {
  const lengths = fixedShape(shape, 'channelDot') as readonly [number, number, number, number];
  const [batch, channels, height, width] = lengths;
  if (isInBlocks(emit, a) || isInBlocks(emit, b)) {
    const products = emit.node('Mul', [toBlocks(emit, a, shape), toBlocks(emit, b, shape)]);
    return reduceChannels(emit, 'ReduceSum', products, shape);
  }
  const list = (...values: number[]) => emit.constant('int64', values, [values.length]);
  if (emit.device !== 'cpu' && emit.device !== 'wasm') {
    return emit.node('ReduceSum', [emit.node('Mul', [a, b]), list(...OTHERS)], { keepdims: 0 });
  }
  const rows = (value: Value) => emit.node('Reshape', [value, list(batch * channels, 1, height * width)]);
  // a product of rows reads both once and writes nothing: a third of the time of Mul and ReduceSum
  const products = emit.node('FusedMatMul', [rows(a), rows(b)], { transB: 1 }, 'com.microsoft');
  return emit.node('ReduceSum', [emit.node('Reshape', [products, list(batch, channels)]), list(0)], {
    keepdims: 0,
  });
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
  lower: ({ emit, values: [x, scale, shift], inputs }) =>
    lowerAffine(emit, { x, shape: inputs[0].shape, scale, shift }),
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
  lower: ({ emit, values, inputs: [{ shape }] }) => lowerChannelDot(emit, values, shape),
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
    const { shape } = inputs[0];
    const [channels] = fixedShape(inputs[1].shape, 'channelVariance');
    const one = emit.constant('float32', new Array<number>(channels as number).fill(1), [channels as number]);
    const centred = lowerAffine(emit, { x, shape, scale: one, shift: emit.node('Neg', [mean]) });
    const squares = lowerChannelDot(emit, [centred, centred], shape);
    return emit.node('Mul', [
      squares,
      emit.constant('float32', [1 / countOver(shape, OTHERS, 'channelVariance')], []),
    ]);
  },
  derivative: 'dx = 2 dy (x - mean) / n',
  gradient: ({ dy, inputs: [x, mean] }) => {
    const slope = mul(dy, 2 / countOver(x.shape, OTHERS, 'the gradient of channelVariance'));
    return [channelAffine(x, slope, neg(mul(slope, mean))), undefined];
  },
});

/** a x + b y + c, per channel. */
export const channelCombine: Operator<readonly [Tensor, Tensor, Tensor, Tensor, Tensor]> = operator(5, {
  name: 'channelCombine',
  summary: 'a x + b y + c, per channel',
  result: (inputs) => {
    const [x, y, ...vectors] = inputs;
    requireChannels('channelCombine', inputs, [x, y], vectors);
    return { shape: x.shape };
  },
  lower: ({ emit, values: [x, y, a, b, c], inputs: [{ shape }] }) => {
    const channels = shape[1] as number;
    const zero = emit.constant('float32', new Array<number>(channels).fill(0), [channels]);
    const first = lowerAffine(emit, { x, shape, scale: a, shift: c });
    return lowerAffine(emit, { x: y, shape, scale: b, shift: zero, addend: first });
  },
  derivative: 'dx = a dy, dy = b dy, da = Σ dy x, db = Σ dy y, dc = Σ dy',
  gradient: ({ dy: u, inputs: [x, y, a, b, c] }) => {
    const none = mul(c, 0);
    const dc = sum(u, { axes: OTHERS });
    return [channelAffine(u, a, none), channelAffine(u, b, none), channelDot(u, x), channelDot(u, y), dc];
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
  lower: ({ emit, values, inputs: [{ shape }], attributes: { epsilon } }) =>
    lowerAffine(emit, { shape, ...normalisingAffine(emit, values, epsilon) }),
  derivative: 'dx = a dy + b x + c with a = scale/σ, b = -a dscale/(n σ), c = -a dshift/n - b mean',
  gradient: ({ dy, inputs: [x, mean, variance, scale], attributes: { epsilon } }) => {
    const n = countOver(x.shape, OTHERS, 'the gradient of batchNormalise');
    const deviation = sqrt(add(variance, epsilon));
    const dshift = sum(dy, { axes: OTHERS });
    const dscale = div(sub(channelDot(dy, x), mul(mean, dshift)), deviation);
    const a = div(scale, deviation);
    const b = neg(div(mul(a, dscale), mul(deviation, n)));
    const c = neg(add(mul(a, mul(dshift, 1 / n)), mul(b, mean)));
    const dx = channelCombine(dy, x, a, b, c);
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
  channelCombine.operation,
  channelDot.operation,
  channelVariance.operation,
  batchNormaliseOperation,
] as const;
