import type { Tensor } from '../graph/tensor.ts';
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
    slots: ['sum', 'sumOfSquares'],
    // The memories are kept as sums, mean / (1 - beta1) and meanSquare / (1 - beta2), and what belongs to the whole
    // tensor goes into scalars: ten passes over the weights instead of thirteen
    scalars: (step, rate) => {
      const root = Math.sqrt((1 - beta2 ** step) / (1 - beta2));
      return {
        stepSize: (rate * (1 - beta1) * root) / (1 - beta1 ** step),
        epsilon: epsilon * root,
        shrink: 1 - rate * weightDecay,
      };
    },
    update({ weight, gradient, slots, scalars }) {
      const { sum, sumOfSquares } = slots as Record<'sum' | 'sumOfSquares', Tensor>;
      const { stepSize, epsilon, shrink } = scalars as Record<'stepSize' | 'epsilon' | 'shrink', Tensor>;
      const g = weightDecay > 0 && !decoupled ? add(gradient, mul(weight, weightDecay)) : gradient;
      const nextSum = add(mul(sum, beta1), g);
      const nextSumOfSquares = add(mul(sumOfSquares, beta2), mul(g, g));
      const direction = div(nextSum, add(sqrt(nextSumOfSquares), epsilon));
      const kept = weightDecay > 0 && decoupled ? mul(weight, shrink) : weight;
      return {
        weight: sub(kept, mul(direction, stepSize)),
        slots: { sum: nextSum, sumOfSquares: nextSumOfSquares },
      };
    },
  };
}
