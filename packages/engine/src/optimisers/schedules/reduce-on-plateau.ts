import { requireOption, type Schedule, type ScheduleState } from './schedule.ts';

export interface ReduceOnPlateauOptions {
  /** The rate to start from, above 0. */
  readonly learningRate: number;
  /** Whether a good metric is small (a loss) or large (an accuracy). Default `min`. */
  readonly mode?: 'min' | 'max';
  /** What the rate is multiplied by, above 0 and below 1. Default 0.1. */
  readonly factor?: number;
  /** How many epochs in a row may fail to improve; the one after them reduces the rate. Default 10. */
  readonly patience?: number;
  /** How much better than the best so far counts as an improvement, at least 0. Default 1e-4. */
  readonly threshold?: number;
  /** Whether the threshold is a share of the best so far or a difference from it. Default `relative`. */
  readonly thresholdMode?: 'relative' | 'absolute';
  /** How many epochs after a reduction are not counted. Default 0. */
  readonly cooldown?: number;
  /** The rate is never reduced below this. Default 0. */
  readonly minimum?: number;
  /** A reduction by no more than this is not made. Default 1e-8. */
  readonly epsilon?: number;
}

export interface PlateauState extends ScheduleState {
  /** The best metric so far; null before the first. */
  readonly best: number | null;
  /** Epochs in a row without improvement. */
  readonly waited: number;
  /** Epochs that are still not counted. */
  readonly cooling: number;
}

/**
 * Reduces the learning rate where a metric has stopped improving; PyTorch's ReduceLROnPlateau, to the last bit.
 * A metric that is not a number is no improvement.
 * @throws RangeError for an option out of its range
 */
export function reduceOnPlateau(options: ReduceOnPlateauOptions): Schedule<PlateauState> {
  const { learningRate, mode = 'min', factor = 0.1, patience = 10, cooldown = 0 } = options;
  const { threshold = 1e-4, thresholdMode = 'relative', minimum = 0, epsilon = 1e-8 } = options;
  const count = (value: number) => Number.isInteger(value) && value >= 0;
  requireOption(learningRate > 0, 'learningRate', learningRate, 'a number above 0');
  requireOption(factor > 0 && factor < 1, 'factor', factor, 'a number above 0 and below 1');
  requireOption(count(patience), 'patience', patience, 'a whole number of at least 0');
  requireOption(count(cooldown), 'cooldown', cooldown, 'a whole number of at least 0');
  requireOption(threshold >= 0, 'threshold', threshold, 'a number of at least 0');
  requireOption(minimum >= 0, 'minimum', minimum, 'a number of at least 0');
  requireOption(epsilon >= 0, 'epsilon', epsilon, 'a number of at least 0');

  const improves = (metric: number, best: number | null): boolean => {
    if (best === null) return mode === 'min' ? metric < Infinity : metric > -Infinity;
    const sign = mode === 'min' ? -1 : 1;
    const bar = thresholdMode === 'relative' ? best * (1 + sign * threshold) : best + sign * threshold;
    return mode === 'min' ? metric < bar : metric > bar;
  };

  return {
    initial: { learningRate, best: null, waited: 0, cooling: 0 },
    next(state, metric) {
      const improved = improves(metric, state.best);
      const best = improved ? metric : state.best;
      const cooling = Math.max(state.cooling - 1, 0);
      const waited = improved || state.cooling > 0 ? 0 : state.waited + 1;
      if (waited <= patience) return { learningRate: state.learningRate, best, waited, cooling };
      const reduced = Math.max(state.learningRate * factor, minimum);
      const rate = state.learningRate - reduced > epsilon ? reduced : state.learningRate;
      return { learningRate: rate, best, waited: 0, cooling: cooldown };
    },
  };
}
