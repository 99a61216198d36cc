import type { LabelImage, Mask } from '@leukolens/imaging';
import { ratio, requireSameSize } from './pixel-scores.ts';

/** How many objects were predicted, how many there are, and how many of both belong together, one to one. */
export interface ObjectCounts {
  readonly predicted: number;
  readonly truth: number;
  readonly matched: number;
}

/**
 * Matches predicted to true objects, one to one, where their intersection over union is at least 0.5.
 *
 * Taking pairs in any order gives the most matches possible: above 0.5 each object has at most one partner,
 * and at exactly 0.5 one object may cover two others of equal size whole, which then have no other partner.
 * The bound is compared in whole pixels (2 x intersection >= union), so that 0.5 is exact.
 *
 * An object that is predicted, unmatched, and lies by more than half in `ignore` is not counted; nor is a
 * true object that does. Throws where the sizes differ.
 */
export function countObjects(prediction: LabelImage, truth: LabelImage, ignore?: Mask): ObjectCounts {
  requireSameSize('the prediction', prediction, 'the truth', truth);
  const predicted = measure(prediction, ignore);
  const actual = measure(truth, ignore);
  const matchedPredicted = new Set<number>();
  const matchedTruth = new Set<number>();
  for (const [pair, intersection] of overlaps(prediction, truth)) {
    const p = Math.floor(pair / LABELS);
    const t = pair % LABELS;
    const union = predicted.area[p]! + actual.area[t]! - intersection;
    if (2 * intersection < union || matchedPredicted.has(p) || matchedTruth.has(t)) continue;
    matchedPredicted.add(p);
    matchedTruth.add(t);
  }
  return {
    predicted: countKept(predicted, matchedPredicted),
    truth: countKept(actual, matchedTruth),
    matched: matchedPredicted.size,
  };
}

/** 2 x matched / (predicted + true) objects, in [0, 1]; 1 where there are none and none were predicted. */
export function objectF1(counts: ObjectCounts): number {
  return ratio(2 * counts.matched, counts.predicted + counts.truth);
}

interface Areas {
  /** Pixels by label, and how many of them are ignored. */
  readonly area: Uint32Array;
  readonly ignored: Uint32Array;
}

/** More than any label, so that two labels fit into one number. */
const LABELS = 2 ** 16;

function measure({ data }: LabelImage, ignore?: Mask): Areas {
  let highest = 0;
  for (let i = 0; i < data.length; i++) highest = Math.max(highest, data[i]!);
  const area = new Uint32Array(highest + 1);
  const ignored = new Uint32Array(highest + 1);
  for (let i = 0; i < data.length; i++) {
    const label = data[i]!;
    if (label === 0) continue;
    area[label]!++;
    if (ignore?.data[i]) ignored[label]!++;
  }
  return { area, ignored };
}

/** Pixels that a predicted and a true object share, by predicted label x 65,536 + true label. */
function overlaps({ data: predicted }: LabelImage, { data: actual }: LabelImage): Map<number, number> {
  const shared = new Map<number, number>();
  for (let i = 0; i < actual.length; i++) {
    if (predicted[i] === 0 || actual[i] === 0) continue;
    const pair = predicted[i]! * LABELS + actual[i]!;
    shared.set(pair, (shared.get(pair) ?? 0) + 1);
  }
  return shared;
}

function countKept({ area, ignored }: Areas, matched: ReadonlySet<number>): number {
  let kept = 0;
  for (let label = 1; label < area.length; label++) {
    if (area[label]! > 0 && (matched.has(label) || 2 * ignored[label]! <= area[label]!)) kept++;
  }
  return kept;
}
