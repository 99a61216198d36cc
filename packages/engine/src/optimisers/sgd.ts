import { add, mul, sub } from '../ops/elementwise.ts';
import type { Optimiser } from './optimiser.ts';

export interface SgdOptions {
  /** Default 1e-2. */
  readonly learningRate?: number;
  /** Share of the former velocity that is kept, 0 to below 1. Default 0.9. */
  readonly momentum?: number;
  /** Whether to look ahead along the velocity. Default false. */
  readonly nesterov?: boolean;
  /** weightDecay × weight is added to the gradient. Default 0. */
  readonly weightDecay?: number;
}

/** Stochastic gradient descent with momentum, in PyTorch's form: the velocity sums gradients, the rate scales it. */
export function sgd({
  learningRate = 1e-2,
  momentum = 0.9,
  nesterov = false,
  weightDecay = 0,
}: SgdOptions = {}): Optimiser {
  return {
    name: 'sgd',
    learningRate,
    slots: momentum > 0 ? ['velocity'] : [],
    scalars: (_step, rate) => ({ stepSize: rate }),
    update({ weight, gradient, slots: { velocity }, scalars }) {
      const stepSize = scalars.stepSize as typeof weight;
      const g = weightDecay > 0 ? add(gradient, mul(weight, weightDecay)) : gradient;
      if (!velocity) return { weight: sub(weight, mul(g, stepSize)), slots: {} };
      // zero velocity and the first gradient give PyTorch's first step, which starts from the gradient
      const next = add(mul(velocity, momentum), g);
      const direction = nesterov ? add(g, mul(next, momentum)) : next;
      return { weight: sub(weight, mul(direction, stepSize)), slots: { velocity: next } };
    },
  };
}
