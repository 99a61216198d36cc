/** What a network said of an image whose class is known. */
export interface KnownLogits {
  /** Index of the true class. */
  readonly label: number;
  readonly logits: ArrayLike<number>;
}

/** Logarithms of the temperatures between which the best is looked for, and how exactly. */
const [LOWEST, HIGHEST] = [Math.log(0.05), Math.log(20)];
const PRECISION = 1e-6;
const GOLDEN = (Math.sqrt(5) - 1) / 2;

/**
 * The temperature by which logits are to be divided so that probabilities mean what they say: that of the least mean cross-entropy
 * on images that nothing was trained on (Guo et al. 2017), which has one minimum in 1 / T. 0.05 to 20. Of n images none is taken to be
 * of its class for certain: the target of K classes is (n + 1) / (n + K) for the true one and 1 / (n + K) for each other (Platt 1999).
 * Few images that are all classified rightly would else make the network as sure as can be.
 * @throws RangeError where there are no images
 */
export function fitTemperature(known: readonly KnownLogits[]): number {
  if (known.length === 0) throw new RangeError('a temperature is fitted on at least one image');
  let [low, high] = [LOWEST, HIGHEST];
  while (high - low > PRECISION) {
    const [left, right] = [high - GOLDEN * (high - low), low + GOLDEN * (high - low)];
    if (smoothedCrossEntropy(known, Math.exp(left)) <= smoothedCrossEntropy(known, Math.exp(right)))
      high = right;
    else low = left;
  }
  return Math.exp((low + high) / 2);
}

/** Mean cross-entropy against Platt's targets, at a temperature: every class counts once, the true one n times more. */
function smoothedCrossEntropy(known: readonly KnownLogits[], temperature: number): number {
  let sum = 0;
  for (const { label, logits } of known) {
    const classes = Array.from({ length: logits.length }, (_, k) => ({ label: k, logits }));
    const [own, all] = [[{ label, logits }], classes].map(
      (of) => crossEntropyAt(of, temperature) * of.length,
    );
    sum += (known.length * own! + all!) / (known.length + logits.length);
  }
  return sum / known.length;
}

/** Mean of -ln of the probability of the true class, at a temperature; in float64, since the minimum is flat. */
export function crossEntropyAt(known: readonly KnownLogits[], temperature: number): number {
  let sum = 0;
  for (const { label, logits } of known) {
    let total = 0;
    for (let i = 0; i < logits.length; i++) total += Math.exp((logits[i]! - logits[label]!) / temperature);
    sum += Math.log(total);
  }
  return sum / known.length;
}
