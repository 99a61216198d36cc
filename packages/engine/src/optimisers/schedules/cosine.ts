import { requireOption, type TimedSchedule } from './schedule.ts';

export interface CosineOptions {
  /** The highest rate, above 0. */
  readonly learningRate: number;
  /** How many calls of `next` lead from the first rate to the lowest, warm-up included. */
  readonly steps: number;
  /** The lowest rate. Default 0. */
  readonly minimum?: number;
  /** How many of the steps rise to the highest rate, in equal parts of it. Default 0. */
  readonly warmUp?: number;
}

/**
 * A rate that falls along half a cosine wave (Loshchilov and Hutter 2017), after an optional linear rise. Without
 * warm-up it is PyTorch's CosineAnnealingLR, whose recursion it follows so that the rates agree to the last bit. After
 * the last step the lowest rate stays; PyTorch's would rise again.
 * @throws RangeError for an option out of its range
 */
export function cosine({ learningRate, steps, minimum = 0, warmUp = 0 }: CosineOptions): TimedSchedule {
  requireOption(learningRate > 0, 'learningRate', learningRate, 'a number above 0');
  requireOption(Number.isInteger(steps) && steps >= 1, 'steps', steps, 'a whole number of at least 1');
  requireOption(minimum >= 0 && minimum <= learningRate, 'minimum', minimum, '0 to the learning rate');
  const fits = Number.isInteger(warmUp) && warmUp >= 0 && warmUp < steps;
  requireOption(fits, 'warmUp', warmUp, `a whole number from 0 to ${steps - 1}`);

  const falling = steps - warmUp;
  /** Twice the share of the way that is left after so many steps of the fall. */
  const left = (fallen: number) => 1 + Math.cos((Math.PI * fallen) / falling);
  return {
    initial: { step: 0, learningRate: warmUp > 0 ? learningRate / (warmUp + 1) : learningRate },
    next({ step: before, learningRate: rate }) {
      const step = before + 1;
      if (step <= warmUp) return { step, learningRate: (learningRate * (step + 1)) / (warmUp + 1) };
      if (step > steps) return { step, learningRate: minimum };
      const fallen = step - warmUp;
      return { step, learningRate: (left(fallen) / left(fallen - 1)) * (rate - minimum) + minimum };
    },
  };
}
