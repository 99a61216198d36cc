import type { Patch } from './patches.ts';

/**
 * The squared Euclidean distance, in px², of each pixel of the object to the nearest pixel that is not part of it;
 * pixels beyond the image's border are not part of it. Exact, indexed by ordinal (see `Patch`), entry 0 is 0.
 *
 * Linear time: distances along columns, then along each run the lower envelope of the parabolas that these make
 * (Felzenszwalb & Huttenlocher, Distance Transforms of Sampled Functions, 2012, section 2.1). Within a row only the
 * pixels of the same run matter: a pixel beyond its end is hidden by the end itself, which is nearer.
 */
export function squaredDistances(patch: Patch): Int32Array {
  const { width, height, first, start, end } = patch.runs;
  const distances = columnDistances(patch);
  const column = new Float64Array(width);
  const vertex = new Int32Array(width);
  const from = new Float64Array(width);
  for (let y = 0; y < height; y++) {
    for (let r = first[y]!; r < first[y + 1]!; r++) {
      // Position 0 and length - 1 are the pixels before and after the run, at distance 0.
      const k = patch.ordinal[y * width + start[r]!]! - 1;
      const length = end[r]! - start[r]! + 2;
      column[0] = 0;
      column[length - 1] = 0;
      for (let q = 1; q < length - 1; q++) column[q] = distances[k + q]! ** 2;

      // Parabola vertex[n] is the lowest from from[n] to from[n + 1].
      let n = 0;
      vertex[0] = 0;
      from[0] = -Infinity;
      for (let q = 1; q < length; q++) {
        let crossing = intersection(column, vertex[n]!, q);
        while (crossing <= from[n]!) crossing = intersection(column, vertex[--n]!, q);
        vertex[++n] = q;
        from[n] = crossing;
      }
      for (let q = length - 2; q > 0; q--) {
        while (from[n]! > q) n--;
        distances[k + q] = (q - vertex[n]!) ** 2 + column[vertex[n]!]!;
      }
    }
  }
  return distances;
}

/** Distance within the column to the nearest pixel outside, by ordinal. */
function columnDistances({ area, runs, ordinal, position }: Patch): Int32Array {
  const distances = new Int32Array(area + 1);
  for (let k = 1; k <= area; k++) {
    distances[k] = distances[ordinal[position[k]! - runs.width]!]! + 1;
  }
  for (let k = area; k > 0; k--) {
    distances[k] = Math.min(distances[k]!, distances[ordinal[position[k]! + runs.width]!]! + 1);
  }
  return distances;
}

/** Where the parabolas with vertices (p, column[p]) and (q, column[q]) meet, p < q. */
function intersection(column: Float64Array, p: number, q: number): number {
  return (column[q]! + q * q - column[p]! - p * p) / (2 * (q - p));
}
