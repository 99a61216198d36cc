import { add, div, mul, sqrt, sub } from '../ops/elementwise.ts';
import type { Optimiser } from './optimiser.ts';

export interface AdamOptions {
  /** Default 1e-3. */
  readonly learningRate?: number;
  /** Decay of the mean and of the mean square of the gradient. Default 0.9 and 0.999. */
  readonly betas?: readonly [number, number];
  /** Added to the root of the mean square. Default 1e-8. */
  readonly epsilon?: number;
  /** Default 0. `adam` adds weightDecay × weight to the gradient, `adamW` shrinks the weight itself. */
  readonly weightDecay?: number;
}

/** Adam (Kingma and Ba 2015); weight decay goes through the gradient, as in PyTorch's Adam. */
export function adam(options: AdamOptions = {}): Optimiser {
  return adaptive('adam', options, false);
}

/** Adam with decoupled weight decay (Loshchilov and Hutter 2019); the default decay is 0.01. */
export function adamW(options: AdamOptions = {}): Optimiser {
  return adaptive('adamW', { weightDecay: 1e-2, ...options }, true);
}

function adaptive(name: string, options: AdamOptions, decoupled: boolean): Optimiser {
  const { learningRate = 1e-3, betas = [0.9, 0.999], epsilon = 1e-8, weightDecay = 0 } = options;
  const [beta1, beta2] = betas;
  return {
    name,
    learningRate,
    slots: ['mean', 'meanSquare'],
    scalars: (step, rate) => ({
      stepSize: rate / (1 - beta1 ** step),
      rootCorrection: 1 / Math.sqrt(1 - beta2 ** step),
      shrink: 1 - rate * weightDecay,
    }),
    update({ weight, gradient, slots, scalars }) {
      const { mean, meanSquare } = slots as Record<'mean' | 'meanSquare', typeof weight>;
      const { stepSize, rootCorrection, shrink } = scalars as Record<string, typeof weight>;
      const g = weightDecay > 0 && !decoupled ? add(gradient, mul(weight, weightDecay)) : gradient;
      const nextMean = add(mul(mean, beta1), mul(g, 1 - beta1));
      const nextMeanSquare = add(mul(meanSquare, beta2), mul(mul(g, g), 1 - beta2));
      const root = add(mul(sqrt(nextMeanSquare), rootCorrection as typeof weight), epsilon);
      const kept = weightDecay > 0 && decoupled ? mul(weight, shrink as typeof weight) : weight;
      return {
        weight: sub(kept, mul(div(nextMean, root), stepSize as typeof weight)),
        slots: { mean: nextMean, meanSquare: nextMeanSquare },
      };
    },
  };
}
