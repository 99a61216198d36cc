/**
 * Spearman's rank correlation of two maps, -1 to 1, equal values sharing their mean rank. Near 0 between the maps of a trained
 * network and of one with random weights: the map goes by what was learnt (Adebayo et al. 2018). Undefined where either is level.
 * @throws RangeError where they differ in length
 */
export function rankCorrelation(first: ArrayLike<number>, second: ArrayLike<number>): number | undefined {
  if (first.length !== second.length) {
    throw new RangeError(`rankCorrelation: ${first.length} and ${second.length} values; expected as many`);
  }
  const [a, b] = [ranks(first), ranks(second)];
  const mean = (first.length + 1) / 2;
  let [both, ofFirst, ofSecond] = [0, 0, 0];
  a.forEach((rank, i) => {
    const [x, y] = [rank - mean, b[i]! - mean];
    both += x * y;
    ofFirst += x * x;
    ofSecond += y * y;
  });
  return ofFirst > 0 && ofSecond > 0 ? both / Math.sqrt(ofFirst * ofSecond) : undefined;
}

/** 1 for the smallest; equal values get the mean of the ranks that they take up. */
function ranks(values: ArrayLike<number>): Float64Array {
  const order = Uint32Array.from({ length: values.length }, (_, i) => i).sort(
    (a, b) => values[a]! - values[b]!,
  );
  const result = new Float64Array(values.length);
  for (let from = 0; from < order.length; ) {
    let to = from;
    while (to < order.length && values[order[to]!] === values[order[from]!]) to++;
    for (let i = from; i < to; i++) result[order[i]!] = (from + 1 + to) / 2;
    from = to;
  }
  return result;
}
