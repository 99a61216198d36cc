/**
 * Probabilities of logits: exp(zᵢ / T) over their sum, computed in float64 from the largest down.
 * @param temperature T > 0 by which logits are divided first (Guo et al. 2017); 1 leaves them
 */
export function softmax(logits: ArrayLike<number>, temperature = 1): Float32Array {
  let largest = -Infinity;
  for (let i = 0; i < logits.length; i++) largest = Math.max(largest, logits[i]!);
  const exponentials = Float64Array.from(logits, (logit) => Math.exp((logit - largest) / temperature));
  const sum = exponentials.reduce((total, value) => total + value, 0);
  return Float32Array.from(exponentials, (value) => value / sum);
}
