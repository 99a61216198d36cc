import { fanInUniform, type Initialiser, ones, uniformWithin, zeros } from '../graph/initialisers.ts';
import type { Scope } from '../graph/model.ts';
import { elementCount } from '../graph/shape.ts';
import type { Tensor } from '../graph/tensor.ts';
import { constant } from '../graph/tensor.ts';
import { conv, convTranspose } from '../ops/convolution/conv.ts';
import { type Pair, pair, pictureSize, type Window } from '../ops/convolution/geometry.ts';
import { add, div, mul, sqrt, sub } from '../ops/elementwise.ts';
import { matmul } from '../ops/linear.ts';
import { batchNormalise, channelAffine, channelVariance } from '../ops/normalisation.ts';
import { countOver, mean } from '../ops/reduce.ts';
import { reshape, transpose } from '../ops/shape.ts';

/*
 * Layers: operations with weights. Each is a plain function of a scope, under whose path its weights are named, and a
 * tensor. Names and initial values are those of PyTorch, so that its weights fit.
 */

export interface ConvolutionOptions extends Window {
  /** Channels of the result. */
  readonly filters: number;
  /** Height and width of the kernels. */
  readonly kernel: number | Pair;
  /** Whether to add a number per channel. Default true; superfluous before batch or instance norm. */
  readonly bias?: boolean;
  /** Default uniform in ±1/√(inputs per output). */
  readonly initialiser?: Initialiser;
}

/** Convolution. x: [batch, channels, height, width]; weights `weight` [filters, channels, kernel] and `bias` [filters]. */
export function convolution(scope: Scope, x: Tensor, options: ConvolutionOptions): Tensor {
  const { filters, kernel, bias = true, initialiser = fanInUniform, ...window } = options;
  const shape = [filters, x.shape[1] as number, ...pair(kernel, 1, 'convolution: kernel')];
  const y = conv(x, scope.weight('weight', shape, initialiser), window);
  return bias ? addChannelBias(scope, y, elementCount(shape.slice(1))) : y;
}

/**
 * Transposed convolution: PyTorch's with output_padding stride - 1. Each side becomes side × stride - 2 padding + kernel - 1,
 * so that a 3x3 kernel with padding 1 enlarges a picture `stride` times.
 * Weights `weight` [channels, filters, kernel] and `bias` [filters].
 */
export function upConvolution(
  scope: Scope,
  x: Tensor,
  options: Omit<ConvolutionOptions, 'dilation'>,
): Tensor {
  const { filters, kernel, bias = true, initialiser = fanInUniform, stride = 1, padding = 0 } = options;
  const sides = pair(kernel, 1, 'upConvolution: kernel');
  const steps = pair(stride, 1, 'upConvolution: stride');
  const zeros = pair(padding, 0, 'upConvolution: padding');
  const from = pictureSize(x, 'upConvolution');
  const along = (axis: 0 | 1) => from[axis] * steps[axis] - 2 * zeros[axis] + sides[axis] - 1;
  const shape = [x.shape[1] as number, filters, ...sides];
  const weight = scope.weight('weight', shape, initialiser);
  const y = convTranspose(x, weight, { stride, padding, size: [along(0), along(1)] });
  return bias ? addChannelBias(scope, y, elementCount(shape.slice(1))) : y;
}

function addChannelBias(scope: Scope, y: Tensor, fanIn: number): Tensor {
  const filters = y.shape[1] as number;
  const bias = scope.weight('bias', [filters], uniformWithin(1 / Math.sqrt(fanIn)));
  return add(y, reshape(bias, [filters, 1, 1]));
}

export interface LinearOptions {
  /** Length of the result. */
  readonly features: number;
  /** Whether to add a number per feature. Default true. */
  readonly bias?: boolean;
  /** Default uniform in ±1/√inputs. */
  readonly initialiser?: Initialiser;
}

/** Fully connected layer. x: [batch, inputs]; weights `weight` [features, inputs] and `bias` [features]. */
export function linear(scope: Scope, x: Tensor, options: LinearOptions): Tensor {
  const { features, bias = true, initialiser = fanInUniform } = options;
  const inputs = x.shape[1] as number;
  const y = matmul(x, transpose(scope.weight('weight', [features, inputs], initialiser), [1, 0]));
  return bias ? add(y, scope.weight('bias', [features], uniformWithin(1 / Math.sqrt(inputs)))) : y;
}

export interface NormOptions {
  /** Added to the variance. Default 1e-5. */
  readonly epsilon?: number;
}

export interface BatchNormOptions extends NormOptions {
  /** Weight of a new batch in the running statistics, 0 to 1. Default 0.1. */
  readonly momentum?: number;
  /** Initial value of `weight`. Default ones. */
  readonly initialScale?: Initialiser;
}

/**
 * Batch normalisation (Ioffe and Szegedy 2015): in training by the batch's own statistics, which also move the running
 * ones; in inference by the running ones. Weights `weight`, `bias`; statistics `running_mean`, `running_var`, the
 * latter unbiased, as in PyTorch.
 */
export function batchNorm(
  scope: Scope,
  x: Tensor,
  { epsilon = 1e-5, momentum = 0.1, initialScale = ones }: BatchNormOptions = {},
): Tensor {
  const channels = x.shape[1] as number;
  const scale = scope.weight('weight', [channels], initialScale);
  const shift = scope.weight('bias', [channels], zeros);
  const runningMean = scope.statistic('running_mean', [channels], zeros);
  const runningVariance = scope.statistic('running_var', [channels], ones);
  if (!scope.training) {
    const factor = div(scale, sqrt(add(runningVariance, epsilon)));
    return channelAffine(x, factor, sub(shift, mul(runningMean, factor)));
  }
  const batchMean = mean(x, { axes: [0, 2, 3] });
  const variance = channelVariance(x, batchMean);
  const n = countOver(x.shape, [0, 2, 3], 'batchNorm');
  const move = (from: Tensor, to: Tensor) => add(mul(from, 1 - momentum), mul(to, momentum));
  // where a layer is used twice, the second batch moves what the first left
  const before = (statistic: Tensor) => scope.model.updates.get(statistic) ?? statistic;
  scope.update(runningMean, move(before(runningMean), batchMean));
  scope.update(runningVariance, move(before(runningVariance), mul(variance, n / Math.max(n - 1, 1))));
  return batchNormalise(x, batchMean, variance, scale, shift, epsilon);
}

/** Instance normalisation without weights (Ulyanov et al. 2016): each channel of each picture to mean 0, variance 1. */
export function instanceNorm(x: Tensor, { epsilon = 1e-5 }: NormOptions = {}): Tensor {
  if (typeof x.shape[0] === 'string') {
    // with an open batch, in parts: slower, and for inference alone
    const over = { axes: [2, 3], keepDimensions: true } as const;
    const centred = sub(x, mean(x, over));
    return div(centred, sqrt(add(mean(mul(centred, centred), over), epsilon)));
  }
  const [batch, channels, ...sides] = x.shape as readonly number[];
  // every channel of every picture as a channel of one picture
  const count = (batch as number) * (channels as number);
  const single = reshape(x, [1, count, ...sides]);
  const centre = mean(single, { axes: [0, 2, 3] });
  const one = constant(new Float32Array(count).fill(1), [count]);
  const zero = constant(new Float32Array(count), [count]);
  return reshape(
    batchNormalise(single, centre, channelVariance(single, centre), one, zero, epsilon),
    x.shape,
  );
}
