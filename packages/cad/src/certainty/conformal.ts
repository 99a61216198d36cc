/*
 * Conformal prediction sets: classes among which the true one is with a probability that was asked for, whatever the network is
 * worth, so long as new images are like those that the threshold was settled on (Vovk et al. 2005). Sets are adaptive (Romano et
 * al. 2020), without their randomisation: a class counts by the summed probability of those held more probable than it. So the
 * most probable is always in, and alone where the network is right often enough.
 */

/** What makes a set of probabilities. */
export interface ConformalRule {
  /** The share of sets that shall hold the true class, 0 to 1. */
  readonly coverage: number;
  /** A class is taken in where those more probable sum up to no more than this, 0 to 1. */
  readonly threshold: number;
}

/** A known image's score: the summed probability of the classes that were held more probable than the true one. */
export function conformityScore(probabilities: readonly number[], label: number): number {
  const order = byProbability(probabilities);
  return order.slice(0, order.indexOf(label)).reduce((sum, index) => sum + probabilities[index]!, 0);
}

/**
 * The rule by scores of images that nothing else was settled on: the ⌈(n + 1) coverage⌉-th smallest, 1 where there are too few.
 * @param coverage above 0, below 1
 * @throws RangeError where there are no scores
 */
export function conformalRule(scores: readonly number[], coverage: number): ConformalRule {
  if (scores.length === 0 || !(coverage > 0 && coverage < 1)) {
    throw new RangeError(
      `a conformal rule for a coverage of ${coverage} by ${scores.length} images; expected 0 to 1, and images`,
    );
  }
  const rank = Math.ceil((scores.length + 1) * coverage);
  const sorted = scores.toSorted((a, b) => a - b);
  return { coverage, threshold: Math.min(1, sorted[rank - 1] ?? 1) };
}

/**
 * The classes of a prediction set, from the most probable down; never empty.
 * @returns indices of classes
 */
export function conformalSet(probabilities: readonly number[], { threshold }: ConformalRule): number[] {
  let before = 0;
  return byProbability(probabilities).filter((index) => {
    const taken = before <= threshold;
    before += probabilities[index]!;
    return taken;
  });
}

function byProbability(probabilities: readonly number[]): number[] {
  return probabilities.map((_, i) => i).sort((a, b) => probabilities[b]! - probabilities[a]!);
}
