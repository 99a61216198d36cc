/** What one sample of a resized axis is made of: samples of the old one from `first` on, with their weights. */
export interface Tap {
  readonly first: number;
  readonly weights: readonly number[];
}

/**
 * How an axis of `from` samples becomes one of `to`: each new sample the average of what it covers where the axis shrinks
 * (no aliasing), linear between the centres of the old ones where it grows, the border repeated. Either way the extent stays,
 * so that (x + 0.5) / length stays what it is.
 */
export function axisTaps(from: number, to: number): Tap[] {
  const step = from / to;
  return Array.from({ length: to }, (_, i) =>
    step > 1 ? covered(i * step, step, from) : between(i, step, from),
  );
}

/** Less than this share of a sample is rounding. */
const LEAST_SHARE = 1e-9;

/** The samples that [start, start + length) covers, each by how much of it. */
function covered(start: number, length: number, from: number): Tap {
  const first = Math.floor(start + LEAST_SHARE);
  const end = Math.min(start + length, from);
  const weights: number[] = [];
  for (let at = first; at < end - LEAST_SHARE; at++) {
    weights.push((Math.min(at + 1, end) - Math.max(at, start)) / length);
  }
  return { first, weights };
}

/** The two samples whose centres lie round that of the new one. */
function between(i: number, step: number, from: number): Tap {
  const centre = Math.max(0, Math.min(from - 1, (i + 0.5) * step - 0.5));
  const first = Math.min(Math.floor(centre), Math.max(0, from - 2));
  const share = centre - first;
  return { first, weights: share === 0 ? [1] : [1 - share, share] };
}
