import type { Basins } from './basins.ts';
import { convexArea, NO_PIXEL } from './convex-area.ts';
import type { Patch } from './patches.ts';

/** A part of an object: one basin of its distance transform, or several that were put together again. */
export interface Part {
  /** Number of pixels. */
  readonly area: number;
  /** The greatest squared distance to the object's outside, px². */
  readonly peak: number;
  /** First row, and from there on the x of each row's leftmost and rightmost pixel (see `convexArea`). */
  readonly top: number;
  readonly left: Int32Array;
  readonly right: Int32Array;
}

/** Where two basins, a < b, touch. */
export interface Pass {
  readonly a: number;
  readonly b: number;
  /** The greatest squared distance to the outside at which one can cross, px²: half the neck's width, squared. */
  readonly squared: number;
}

/** The basins as parts, at their numbers; entry 0 is empty. */
export function partsOfBasins({ runs, ordinal }: Patch, { count, basin, peak }: Basins): Part[] {
  const { height, width, first, start, end } = runs;
  const parts = Array.from({ length: count + 1 }, (_, n) => ({
    area: 0,
    peak: peak[n]!,
    top: height,
    left: [] as number[],
    right: [] as number[],
  }));
  for (let y = 0; y < height; y++) {
    for (let r = first[y]!; r < first[y + 1]!; r++) {
      for (let x = start[r]!; x < end[r]!; x++) {
        const part = parts[basin[ordinal[y * width + x]!]!]!;
        part.area++;
        part.top = Math.min(part.top, y);
        while (part.left.length <= y - part.top) {
          part.left.push(NO_PIXEL);
          part.right.push(-NO_PIXEL);
        }
        const row = y - part.top;
        part.left[row] = Math.min(part.left[row]!, x);
        part.right[row] = x;
      }
    }
  }
  return parts.map((part) => ({
    ...part,
    left: Int32Array.from(part.left),
    right: Int32Array.from(part.right),
  }));
}

/** All pairs of basins that touch (corners count), the widest pass first. */
export function passesByWidth(
  { area, runs, ordinal, position }: Patch,
  basins: Basins,
  squared: Int32Array,
): Pass[] {
  const { count, basin } = basins;
  const widest = new Map<number, number>();
  for (let k = 1; k <= area; k++) {
    for (const step of [1, runs.width - 1, runs.width, runs.width + 1]) {
      const other = ordinal[position[k]! + step]!;
      if (other === 0 || basin[other] === basin[k]) continue;
      const [a, b] = [Math.min(basin[k]!, basin[other]!), Math.max(basin[k]!, basin[other]!)];
      const key = a * (count + 1) + b;
      widest.set(key, Math.max(widest.get(key) ?? 0, Math.min(squared[k]!, squared[other]!)));
    }
  }
  return [...widest]
    .map(([key, width]) => ({ a: Math.floor(key / (count + 1)), b: key % (count + 1), squared: width }))
    .sort((p, q) => q.squared - p.squared || p.a - q.a || p.b - q.b);
}

/** The two parts as one. */
export function united(p: Part, q: Part): Part {
  const top = Math.min(p.top, q.top);
  const rows = Math.max(p.top + p.left.length, q.top + q.left.length) - top;
  const left = new Int32Array(rows).fill(NO_PIXEL);
  const right = new Int32Array(rows).fill(-NO_PIXEL);
  for (const part of [p, q]) {
    part.left.forEach((x, row) => {
      const at = row + part.top - top;
      left[at] = Math.min(left[at]!, x);
      right[at] = Math.max(right[at]!, part.right[row]!);
    });
  }
  return { area: p.area + q.area, peak: Math.max(p.peak, q.peak), top, left, right };
}

/** The part's area over that of its convex hull, above 0 to 1. */
export function solidity({ area, left, right }: Part): number {
  return area / convexArea(left, right);
}
