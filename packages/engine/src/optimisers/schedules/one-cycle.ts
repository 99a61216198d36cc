import { requireOption, type TimedSchedule } from './schedule.ts';

export interface OneCycleOptions {
  /** The highest rate, above 0. */
  readonly learningRate: number;
  /** How many rates the cycle has: as many as training takes steps. */
  readonly steps: number;
  /** Share of the steps that rise, 0 to 1. Default 0.3. */
  readonly warmUp?: number;
  /** The curve along which the rate changes. Default `cosine`. */
  readonly curve?: 'cosine' | 'linear';
  /** The highest rate is so many times the first. Default 25. */
  readonly initialDivisor?: number;
  /** The first rate is so many times the last. Default 10,000. */
  readonly finalDivisor?: number;
  /** Whether the rate falls as fast as it rose, to where it began, and then to the last. Default false. */
  readonly threePhases?: boolean;
}

/** From one rate to another by a step that may lie between two. */
interface Phase {
  readonly from: number;
  readonly to: number;
  readonly end: number;
}

/**
 * A rate that rises from low to high and falls to almost nothing within one run (Smith and Topin 2019): PyTorch's
 * OneCycleLR, to the last bits, for one rate per step. The optimiser's momentum is left as it is, as PyTorch's is with
 * cycle_momentum off. After the last step the lowest rate stays.
 * @throws RangeError for an option out of its range
 */
export function oneCycle(options: OneCycleOptions): TimedSchedule {
  const { learningRate, steps, warmUp = 0.3, curve = 'cosine', threePhases = false } = options;
  const { initialDivisor = 25, finalDivisor = 1e4 } = options;
  requireOption(learningRate > 0, 'learningRate', learningRate, 'a number above 0');
  requireOption(Number.isInteger(steps) && steps >= 1, 'steps', steps, 'a whole number of at least 1');
  requireOption(warmUp >= 0 && warmUp <= 1, 'warmUp', warmUp, 'a share from 0 to 1');
  requireOption(initialDivisor > 0, 'initialDivisor', initialDivisor, 'a number above 0');
  requireOption(finalDivisor > 0, 'finalDivisor', finalDivisor, 'a number above 0');

  const first = learningRate / initialDivisor;
  const last = first / finalDivisor;
  const rise: Phase = { from: first, to: learningRate, end: warmUp * steps - 1 };
  const phases: readonly Phase[] = threePhases
    ? [
        rise,
        { from: learningRate, to: first, end: 2 * warmUp * steps - 2 },
        { from: first, to: last, end: steps - 1 },
      ]
    : [rise, { from: learningRate, to: last, end: steps - 1 }];

  const rateAt = (step: number): number => {
    let start = 0;
    for (const { from, to, end } of phases) {
      // a phase without length is over at once
      if (step <= end) return between(from, to, end > start ? (step - start) / (end - start) : 1, curve);
      start = end;
    }
    return last;
  };
  return {
    initial: { step: 0, learningRate: rateAt(0) },
    next: ({ step }) => ({ step: step + 1, learningRate: rateAt(step + 1) }),
  };
}

/** The rate at a share of the way from one to the other. */
function between(from: number, to: number, share: number, curve: 'cosine' | 'linear'): number {
  if (curve === 'linear') return (to - from) * share + from;
  return to + ((from - to) / 2) * (Math.cos(Math.PI * share) + 1);
}
