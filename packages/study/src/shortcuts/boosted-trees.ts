import { softmax } from '@leukolens/cad';

/*
 * Gradient boosting of small trees on a handful of numbers per case (Friedman 2001; second-order leaves as in Chen and Guestrin
 * 2016): what a reader of shortcuts could make of an image without looking at its cells. Nothing random is in it.
 */

export interface BoostingOptions {
  /** Trees for each class. Default 150. */
  readonly rounds?: number;
  /** Questions from root to leaf. Default 3. */
  readonly depth?: number;
  /** Share of each tree that is added. Default 0.1. */
  readonly rate?: number;
  /** Draws leaves towards nothing. Default 1. */
  readonly shrinkage?: number;
}

/** Adds its value, or asks whether a feature is below a threshold. */
type Tree =
  | number
  | { readonly feature: number; readonly below: number; readonly yes: Tree; readonly no: Tree };

/** Logits of each class for a case's features. */
export type BoostedTrees = (features: readonly number[]) => number[];

/**
 * Fits trees to cases.
 * @param cases features of each, all of one length and finite
 * @param labels class of each, 0 to classes - 1
 * @throws RangeError where the lists differ in length or are empty
 */
export function boostedTrees(
  cases: readonly (readonly number[])[],
  labels: readonly number[],
  classes: number,
  { rounds = 150, depth = 3, rate = 0.1, shrinkage = 1 }: BoostingOptions = {},
): BoostedTrees {
  if (cases.length === 0 || cases.length !== labels.length) {
    throw new RangeError(
      `boostedTrees: ${cases.length} cases with ${labels.length} labels; expected as many, and some`,
    );
  }
  // by each feature, from small to large, settled once
  const orders = cases[0]!.map((_, feature) =>
    Uint32Array.from(cases, (_, i) => i).sort((a, b) => cases[a]![feature]! - cases[b]![feature]!),
  );
  const logits = cases.map(() => new Array<number>(classes).fill(0));
  const trees: Tree[][] = [];
  for (let round = 0; round < rounds; round++) {
    const probabilities = logits.map((each) => softmax(each));
    const ofRound = Array.from({ length: classes }, (_, target) => {
      // of the cross-entropy by the logit of the class: p - y, and p (1 - p)
      const gradient = Float64Array.from(
        probabilities,
        (p, i) => p[target]! - (labels[i] === target ? 1 : 0),
      );
      const curvature = Float64Array.from(probabilities, (p) => p[target]! * (1 - p[target]!));
      return grow(
        { cases, orders, gradient, curvature, shrinkage, rate },
        new Uint8Array(cases.length).fill(1),
        depth,
      );
    });
    trees.push(ofRound);
    cases.forEach((features, i) => {
      ofRound.forEach((tree, target) => {
        logits[i]![target]! += answer(tree, features);
      });
    });
  }
  return (features) =>
    Array.from({ length: classes }, (_, target) =>
      trees.reduce((sum, ofRound) => sum + answer(ofRound[target]!, features), 0),
    );
}

function answer(tree: Tree, features: readonly number[]): number {
  let at = tree;
  while (typeof at !== 'number') at = features[at.feature]! < at.below ? at.yes : at.no;
  return at;
}

interface Growing {
  readonly cases: readonly (readonly number[])[];
  readonly orders: readonly Uint32Array[];
  readonly gradient: Float64Array;
  readonly curvature: Float64Array;
  readonly shrinkage: number;
  readonly rate: number;
}

/** Least gain and least curvature on a side for which a question is asked. */
const LEAST_GAIN = 1e-6;
const LEAST_CURVATURE = 1;

/** @param inside 1 for the cases that come to this branch */
function grow(growing: Growing, inside: Uint8Array, depth: number): Tree {
  const { cases, orders, gradient, curvature, shrinkage, rate } = growing;
  const total = { gradient: 0, curvature: 0 };
  inside.forEach((here, i) => {
    if (!here) return;
    total.gradient += gradient[i]!;
    total.curvature += curvature[i]!;
  });
  const score = (g: number, h: number) => (g * g) / (h + shrinkage);
  let best = { gain: LEAST_GAIN, feature: -1, below: 0 };
  if (depth > 0) {
    const whole = score(total.gradient, total.curvature);
    orders.forEach((order, feature) => {
      let [g, h] = [0, 0];
      let before: number | undefined;
      for (const i of order) {
        if (!inside[i]) continue;
        const value = cases[i]![feature]!;
        if (before !== undefined && value > before && h >= LEAST_CURVATURE) {
          if (total.curvature - h < LEAST_CURVATURE) break;
          const gain = score(g, h) + score(total.gradient - g, total.curvature - h) - whole;
          if (gain > best.gain) best = { gain, feature, below: (before + value) / 2 };
        }
        g += gradient[i]!;
        h += curvature[i]!;
        before = value;
      }
    });
  }
  if (best.feature < 0) return (-rate * total.gradient) / (total.curvature + shrinkage);
  const { feature, below } = best;
  const side = (yes: boolean) =>
    inside.map((here, i) => (here && cases[i]![feature]! < below === yes ? 1 : 0));
  return {
    feature,
    below,
    yes: grow(growing, side(true), depth - 1),
    no: grow(growing, side(false), depth - 1),
  };
}
