import { GraphError } from '../graph/errors.ts';
import { shapeError } from '../graph/operation.ts';
import { sameShape } from '../graph/shape.ts';
import type { Tensor } from '../graph/tensor.ts';
import {
  add,
  clamp,
  div,
  greaterOrEqual,
  log,
  mul,
  neg,
  power,
  sigmoid,
  sub,
  where,
} from '../ops/elementwise.ts';
import { mean, sum } from '../ops/reduce.ts';

export interface UnifiedFocalOptions {
  /** λ: share of the focal term, the rest goes to the Tversky term; 0 to 1. */
  readonly lambda: number;
  /** δ: weight of the foreground against the background, and of misses against false alarms; 0 to 1. */
  readonly delta: number;
  /** γ: 1 is weighted cross-entropy and plain Tversky; below 1 stresses what is still wrong. Above 0. */
  readonly gamma: number;
}

/** Keeps logarithms and quotients finite. */
const EPSILON = 1e-7;

/**
 * The unified focal loss for one foreground class: equations 9 to 11 of Cancers 2023, 15, 3376, after Yeung et al. 2022
 * in its symmetric form, with the mean instead of the sum over both classes.
 * @param logits [batch, 1, height, width]
 * @param target the same shape, 1 on foreground and 0 elsewhere
 */
export function unifiedFocal(
  logits: Tensor,
  target: Tensor,
  { lambda, delta, gamma }: UnifiedFocalOptions,
): Tensor {
  if (!sameShape(logits.shape, target.shape) || logits.shape.length !== 4 || logits.shape[1] !== 1) {
    throw shapeError(
      'unifiedFocal',
      [logits, target],
      'logits and target of one shape [batch, 1, height, width]',
    );
  }
  if (!(lambda >= 0 && lambda <= 1 && delta >= 0 && delta <= 1 && gamma > 0)) {
    throw new GraphError(
      `unifiedFocal: received lambda ${lambda}, delta ${delta}, gamma ${gamma}; expected 0 to 1, 0 to 1, and above 0`,
    );
  }
  // both from the logits: 1 - sigmoid(z) would lose small probabilities
  const foreground = clamp(sigmoid(logits), EPSILON, 1 - EPSILON);
  const background = clamp(sigmoid(neg(logits)), EPSILON, 1 - EPSILON);
  const mask = greaterOrEqual(target, 0.5);
  const right = where(mask, foreground, background);
  const wrong = where(mask, background, foreground);
  const weight = where(mask, delta, 1 - delta);
  const focal = neg(mean(mul(mul(weight, power(wrong, 1 - gamma)), log(right))));

  const tversky = (q: Tensor, other: Tensor, truth: Tensor): Tensor => {
    const overImage = (x: Tensor) => sum(x, { axes: [1, 2, 3] });
    const hits = overImage(mul(q, truth));
    const misses = overImage(mul(other, truth));
    const falseAlarms = overImage(mul(q, sub(1, truth)));
    const union = add(add(hits, add(mul(misses, delta), mul(falseAlarms, 1 - delta))), EPSILON);
    return power(sub(1, div(add(hits, EPSILON), union)), gamma);
  };
  const both = add(tversky(background, foreground, sub(1, target)), tversky(foreground, background, target));
  return add(mul(focal, lambda), mul(mean(both), (1 - lambda) / 2));
}
