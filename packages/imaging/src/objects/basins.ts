import { find } from './components.ts';
import type { Patch } from './patches.ts';

/** An object divided among the peaks of its distance transform. */
export interface Basins {
  readonly count: number;
  /** For each pixel, by ordinal, the number of its basin, 1 to `count` in raster order; entry 0 is 0. */
  readonly basin: Int32Array;
  /** For each basin its greatest squared distance to the outside, px²; entry 0 is 0. */
  readonly peak: Int32Array;
}

/**
 * The watershed of an object's distance transform from its h-maxima: one basin for each regional maximum of the
 * h-reconstruction (Soille, Morphological Image Analysis, 2nd ed. 2003, section 6.4), that is for each peak which
 * rises by more than `depth` pixels above the highest pass that leads on to a peak at least as high.
 *
 * Pixels are taken by falling distance, as if the landscape rose from the water. A pixel without neighbours above
 * water starts a basin, another joins the basin of its highest neighbour. Where two islands meet at a pass, the
 * lower one is taken into the other's basin if it rises by `depth` or less above the pass; its rise is what Grimaud
 * (A new measure of contrast: dynamics, 1992) calls the dynamics of its peak. An island that holds several basins
 * is never taken in, since its peak is at least as high as that of each of them, and its pass lower than theirs.
 *
 * @param squared distances of the patch's object (`squaredDistances`), px²
 * @param depth h in pixels, 0 or more
 */
export function basins(patch: Patch, squared: Int32Array, depth: number): Basins {
  const { area, ordinal, position } = patch;
  const { width } = patch.runs;
  const neighbours = [-width - 1, -width, -width + 1, -1, 1, width - 1, width, width + 1];
  // Two forests over the pixels, 0 for pixels still under water. An island's root is its peak.
  const island = new Int32Array(area + 1);
  const basin = new Int32Array(area + 1);

  for (const k of byFallingDistance(squared)) {
    const at = position[k]!;
    let highest = 0;
    for (const step of neighbours) {
      const other = ordinal[at + step]!;
      if (island[other] !== 0 && squared[other]! > squared[highest]!) highest = other;
    }
    island[k] = highest === 0 ? k : find(island, highest);
    basin[k] = highest === 0 ? k : highest;
    for (const step of neighbours) {
      const other = ordinal[at + step]!;
      if (island[other] !== 0 && island[other] !== island[k]) meet(k, other);
    }
  }
  return numbered(basin, squared);

  /** Joins the islands of two neighbouring pixels if they are two; `pass` is the one that has just risen. */
  function meet(pass: number, other: number): void {
    const a = find(island, pass);
    const b = find(island, other);
    if (a === b) return;
    const isLower = squared[a]! < squared[b]!;
    const low = isLower ? a : b;
    const high = isLower ? b : a;
    if (Math.sqrt(squared[low]!) - Math.sqrt(squared[pass]!) <= depth) {
      basin[find(basin, isLower ? pass : other)] = find(basin, isLower ? other : pass);
    }
    island[low] = high;
  }
}

/** The ordinals 1 to area, those of the greatest distance first, equal ones in raster order (counting sort). */
function byFallingDistance(squared: Int32Array): Int32Array {
  let greatest = 0;
  for (const value of squared) greatest = Math.max(greatest, value);
  const next = new Int32Array(greatest + 2);
  for (let k = 1; k < squared.length; k++) next[greatest - squared[k]! + 1]!++;
  for (let value = 1; value < next.length; value++) next[value]! += next[value - 1]!;
  const order = new Int32Array(squared.length - 1);
  for (let k = 1; k < squared.length; k++) order[next[greatest - squared[k]!]!++] = k;
  return order;
}

function numbered(forest: Int32Array, squared: Int32Array): Basins {
  const number = new Int32Array(forest.length);
  const basin = new Int32Array(forest.length);
  const peak: number[] = [0];
  for (let k = 1; k < forest.length; k++) {
    const root = find(forest, k);
    if (number[root] === 0) number[root] = peak.push(0) - 1;
    const n = number[root]!;
    basin[k] = n;
    peak[n] = Math.max(peak[n]!, squared[k]!);
  }
  return { count: peak.length - 1, basin, peak: Int32Array.from(peak) };
}
