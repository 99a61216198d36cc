/** What a classifier said of one image. */
export interface Verdict {
  /** Index of the true class. */
  readonly label: number;
  /** Of each class, adding up to 1. */
  readonly probabilities: ArrayLike<number>;
}

/** How good a classifier is over some images. */
export interface ClassScores {
  readonly accuracy: number;
  /** Mean of 2 P R / (P + R) over the classes that are there or predicted. */
  readonly macroF1: number;
  /** Expected calibration error over 15 equal bins of confidence (Guo et al. 2017). */
  readonly calibrationError: number;
  /** Mean over images of Σ (p - y)² over the classes, 0 to 2 (Brier 1950). */
  readonly brier: number;
  /** For each class against the others; undefined where only one of them is there. */
  readonly auroc: readonly (number | undefined)[];
}

/** Bins of confidence. */
const BINS = 15;

/** The scores of some verdicts. @throws RangeError where there are none, or a label is none of the classes */
export function classScores(verdicts: readonly Verdict[], classes: number): ClassScores {
  if (verdicts.length === 0) throw new RangeError('there is no verdict to score');
  const table = confusion(verdicts, classes);
  const right = table.reduce((sum, row, label) => sum + row[label]!, 0);
  return {
    accuracy: right / verdicts.length,
    macroF1: macroF1(table),
    calibrationError: calibrationError(verdicts),
    brier: brier(verdicts),
    auroc: Array.from({ length: classes }, (_, label) => areaUnderCurve(verdicts, label)),
  };
}

/** The most probable class; of equals the first. */
export function predicted({ probabilities }: Verdict): number {
  let best = 0;
  for (let i = 1; i < probabilities.length; i++) if (probabilities[i]! > probabilities[best]!) best = i;
  return best;
}

/** How many images of each true class (row) were taken for each class (column). */
export function confusion(verdicts: readonly Verdict[], classes: number): number[][] {
  const table = Array.from({ length: classes }, () => new Array<number>(classes).fill(0));
  for (const verdict of verdicts) {
    const row = table[verdict.label];
    if (row === undefined || verdict.probabilities.length !== classes) {
      throw new RangeError(
        `a verdict of ${verdict.probabilities.length} classes on class ${verdict.label}; expected ${classes} classes`,
      );
    }
    row[predicted(verdict)]!++;
  }
  return table;
}

/** F1 of each class that is there or predicted, averaged. */
export function macroF1(table: readonly (readonly number[])[]): number {
  return macroMean(table, (right, there, said) => (2 * right) / (there + said));
}

/** Precision of each class that is there or predicted, averaged; of one that is never predicted it is 0. */
export function macroPrecision(table: readonly (readonly number[])[]): number {
  return macroMean(table, (right, _, said) => (said === 0 ? 0 : right / said));
}

/** Recall of each class that is there or predicted, averaged; of one that is not there it is 0. */
export function macroRecall(table: readonly (readonly number[])[]): number {
  return macroMean(table, (right, there) => (there === 0 ? 0 : right / there));
}

/**
 * @param table as `confusion` counts
 * @param score of a class by how many of it were predicted so, how many there are, and how many were predicted to be of it
 */
function macroMean(
  table: readonly (readonly number[])[],
  score: (right: number, there: number, said: number) => number,
): number {
  const scores = table.flatMap((row, label) => {
    const there = row.reduce((sum, count) => sum + count, 0);
    const said = table.reduce((sum, other) => sum + other[label]!, 0);
    return there + said === 0 ? [] : [score(row[label]!, there, said)];
  });
  return scores.reduce((sum, each) => sum + each, 0) / scores.length;
}

/** Σ over bins of their share of images times |accuracy - mean confidence|. */
function calibrationError(verdicts: readonly Verdict[]): number {
  const bins = Array.from({ length: BINS }, () => ({ confidence: 0, right: 0 }));
  for (const verdict of verdicts) {
    const best = predicted(verdict);
    const confidence = verdict.probabilities[best]!;
    // the bins are (0, 1/15], (1/15, 2/15], ...
    const bin = bins[Math.min(BINS - 1, Math.max(0, Math.ceil(confidence * BINS) - 1))]!;
    bin.confidence += confidence;
    if (best === verdict.label) bin.right++;
  }
  return bins.reduce((sum, { confidence, right }) => sum + Math.abs(right - confidence), 0) / verdicts.length;
}

function brier(verdicts: readonly Verdict[]): number {
  let sum = 0;
  for (const { label, probabilities } of verdicts) {
    for (let i = 0; i < probabilities.length; i++) sum += (probabilities[i]! - (i === label ? 1 : 0)) ** 2;
  }
  return sum / verdicts.length;
}

/** The probability that an image of the class scores higher than one of another, equals counting half (Mann and Whitney). */
function areaUnderCurve(verdicts: readonly Verdict[], label: number): number | undefined {
  return auroc(
    verdicts.map(({ probabilities }) => probabilities[label]!),
    verdicts.map((verdict) => verdict.label === label),
  );
}

/**
 * Area under the receiver operating characteristic of scores, by ranks.
 * @param positive which of them should score high
 * @returns undefined where all or none should
 */
export function auroc(scores: readonly number[], positive: readonly boolean[]): number | undefined {
  const order = scores.map((_, i) => i).sort((a, b) => scores[a]! - scores[b]!);
  const positives = positive.filter(Boolean).length;
  const negatives = scores.length - positives;
  if (positives === 0 || negatives === 0) return undefined;
  let ranks = 0;
  for (let first = 0; first < order.length; ) {
    let last = first;
    while (last + 1 < order.length && scores[order[last + 1]!] === scores[order[first]!]) last++;
    // equals share their mean rank, 1 and up
    for (let i = first; i <= last; i++) if (positive[order[i]!]) ranks += (first + last) / 2 + 1;
    first = last + 1;
  }
  return (ranks - (positives * (positives + 1)) / 2) / (positives * negatives);
}
