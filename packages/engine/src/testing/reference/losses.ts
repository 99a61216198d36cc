import { sigmoidOf } from './elementwise.ts';
import type { NumberArray } from './number-array.ts';
import { logSoftmaxOf } from './reduction.ts';

const scalar = (value: number): NumberArray => ({ shape: [], data: Float64Array.of(value) });

/**
 * Cross-entropy of logits [batch, classes] against labels [batch]: the share `smoothing` of each target spread over all
 * classes, every class weighted, the whole divided by the weights of the true classes.
 */
export function crossEntropyOf(
  logits: NumberArray,
  labels: NumberArray,
  weights: readonly number[],
  smoothing: number,
): NumberArray {
  const [batch, classes] = logits.shape;
  const logProbability = logSoftmaxOf(logits, 1).data;
  let total = 0;
  let counted = 0;
  for (let n = 0; n < batch; n++) {
    const truth = labels.data[n];
    counted += weights[truth];
    total -= (1 - smoothing) * weights[truth] * logProbability[n * classes + truth];
    for (let c = 0; c < classes; c++) {
      total -= (smoothing / classes) * weights[c] * logProbability[n * classes + c];
    }
  }
  return scalar(total / counted);
}

/** What probabilities and quotients are kept off their ends by. */
const EPSILON = 1e-7;
const held = (p: number) => Math.min(Math.max(p, EPSILON), 1 - EPSILON);

/**
 * The unified focal loss (Yeung et al. 2022, symmetric, one foreground class; Cancers 2023, 15, 3376, equations 9 to
 * 11): λ times the mean of weight (1 - p)^(1 - γ) (-ln p), p being the probability of what is there, plus (1 - λ) times
 * the mean of (1 - Tversky index)^γ over pictures and both classes.
 */
export function unifiedFocalOf(
  logits: NumberArray,
  target: NumberArray,
  { lambda, delta, gamma }: { readonly lambda: number; readonly delta: number; readonly gamma: number },
): NumberArray {
  const batch = logits.shape[0];
  const pixels = logits.data.length / batch;
  let focal = 0;
  let region = 0;
  for (let n = 0; n < batch; n++) {
    const classes = [0, 1].map(() => ({ hits: 0, misses: 0, falseAlarms: 0 }));
    for (let i = n * pixels; i < (n + 1) * pixels; i++) {
      const truth = target.data[i] >= 0.5 ? 1 : 0;
      const probabilities = [held(sigmoidOf(-logits.data[i])), held(sigmoidOf(logits.data[i]))];
      const right = probabilities[truth];
      const wrong = probabilities[1 - truth];
      focal -= (truth ? delta : 1 - delta) * wrong ** (1 - gamma) * Math.log(right);
      classes[truth].hits += right;
      classes[truth].misses += wrong;
      classes[1 - truth].falseAlarms += wrong;
    }
    for (const { hits, misses, falseAlarms } of classes) {
      const union = hits + delta * misses + (1 - delta) * falseAlarms + EPSILON;
      region += (1 - (hits + EPSILON) / union) ** gamma;
    }
  }
  return scalar((lambda * focal) / logits.data.length + ((1 - lambda) * region) / (2 * batch));
}
