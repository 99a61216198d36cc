import { predicted, type Verdict } from './class-scores.ts';

/** What a classifier is worth where it may refer images to a person. */
export interface SelectivePoint {
  /** Share of the images that it decides itself, the most certain ones: above 0, up to 1. */
  readonly coverage: number;
  /** Share of those that it decides rightly. */
  readonly accuracy: number;
}

/**
 * Accuracy against coverage (El-Yaniv and Wiener 2010): images are referred by the probability of the most probable class, the
 * lowest first. Of equally certain images the order is theirs.
 * @param coverages shares of the images that are decided, above 0, up to 1; at least one image is
 * @throws RangeError where there are no verdicts, or a coverage is out of its range
 */
export function selectiveAccuracy(
  verdicts: readonly Verdict[],
  coverages: readonly number[],
): SelectivePoint[] {
  if (verdicts.length === 0) throw new RangeError('selectiveAccuracy: there is no verdict');
  const certainty = (verdict: Verdict) => verdict.probabilities[predicted(verdict)]!;
  const order = verdicts.toSorted((a, b) => certainty(b) - certainty(a));
  const rightly = [0];
  for (const verdict of order) {
    rightly.push(rightly.at(-1)! + (predicted(verdict) === verdict.label ? 1 : 0));
  }
  return coverages.map((coverage) => {
    if (!(coverage > 0 && coverage <= 1)) {
      throw new RangeError(`selectiveAccuracy: a coverage of ${coverage}; expected above 0, up to 1`);
    }
    const decided = Math.max(1, Math.round(coverage * order.length));
    return { coverage, accuracy: rightly[decided]! / decided };
  });
}
