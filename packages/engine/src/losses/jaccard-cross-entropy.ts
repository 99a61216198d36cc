import { GraphError } from '../graph/errors.ts';
import { shapeError } from '../graph/operation.ts';
import { sameShape } from '../graph/shape.ts';
import type { Tensor } from '../graph/tensor.ts';
import { abs, add, div, exp, log, mul, neg, sigmoid, sub } from '../ops/elementwise.ts';
import { mean, sum } from '../ops/reduce.ts';

export interface JaccardCrossEntropyOptions {
  /** Share of the Jaccard term, the rest goes to the cross-entropy; 0 to 1. Default 0.5. */
  readonly jaccard?: number;
}

/** Pixels added to intersection and union, so that a mask of nothing has a score. */
const SMOOTHING = 1;

/**
 * Cross-entropy and overlap of several masks at once, for targets that may be soft and pixels that may not count.
 * The overlap term is 1 - (Σp + Σt - Σ|p - t|) / (Σp + Σt + Σ|p - t|), averaged over images and masks: 1 - IoU for targets
 * of 0 and 1, and least at p = t for soft ones, too (Wang et al. 2023, Jaccard metric losses).
 * @param logits [batch, masks, height, width]
 * @param target the same shape, the share of each pixel that the mask covers, 0 to 1
 * @param weight the same shape, how much each pixel counts, 0 or more
 */
export function jaccardCrossEntropy(
  logits: Tensor,
  target: Tensor,
  weight: Tensor,
  { jaccard = 0.5 }: JaccardCrossEntropyOptions = {},
): Tensor {
  const inputs = [logits, target, weight];
  if (logits.shape.length !== 4 || !inputs.every(({ shape }) => sameShape(shape, logits.shape))) {
    throw shapeError(
      'jaccardCrossEntropy',
      inputs,
      'logits, target and weight of one shape [batch, masks, height, width]',
    );
  }
  if (!(jaccard >= 0 && jaccard <= 1)) {
    throw new GraphError(`jaccardCrossEntropy: received jaccard ${jaccard}; expected 0 to 1`);
  }
  // ln(1 + eᶻ) - z t without overflow; max(z, 0) as (z + |z|) / 2, so that the slopes of both |z| cancel at z = 0
  const size = abs(logits);
  const softened = log(add(exp(neg(size)), 1));
  const entropy = add(sub(mul(add(logits, size), 0.5), mul(logits, target)), softened);
  const meanEntropy = div(sum(mul(entropy, weight)), add(sum(weight), SMOOTHING));

  const overImage = (x: Tensor) => sum(mul(x, weight), { axes: [2, 3] });
  const predicted = sigmoid(logits);
  const both = overImage(add(predicted, target));
  const apart = overImage(abs(sub(predicted, target)));
  const overlap = div(add(sub(both, apart), SMOOTHING), add(add(both, apart), SMOOTHING));
  return add(mul(meanEntropy, 1 - jaccard), mul(sub(1, mean(overlap)), jaccard));
}
