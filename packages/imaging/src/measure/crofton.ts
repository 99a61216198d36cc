import type { Patch } from '../objects/patches.ts';

const STRAIGHT = Math.PI / 4;
const SLANTED = Math.PI / (4 * Math.SQRT2);

/**
 * Lengths by the pattern of a 2 x 2 window, the sum of 8 for its top left pixel, 4 bottom left, 2 top right and
 * 1 bottom right: Crofton's formula over four directions (Rivollier, thesis, 2010).
 */
const LENGTH = [
  0,
  STRAIGHT + SLANTED,
  SLANTED,
  2 * SLANTED,
  0,
  STRAIGHT + SLANTED,
  0,
  SLANTED,
  STRAIGHT,
  2 * STRAIGHT,
  SLANTED,
  SLANTED,
  STRAIGHT,
  2 * STRAIGHT,
  0,
  0,
];

/**
 * The length of an object's outline in pixels by Crofton's formula, as scikit-image's `perimeter_crofton` with four
 * directions: less biased than `perimeter` on smooth outlines. Holes add to it.
 */
export function perimeterCrofton({ area, runs, ordinal, position }: Patch): number {
  const { width } = runs;
  const windows = new Float64Array(16);
  const inside = (i: number) => (ordinal[i] === 0 ? 0 : 1);
  // Every window is counted at the first of its pixels that is inside.
  for (let k = 1; k <= area; k++) {
    const i = position[k]!;
    const left = inside(i - 1);
    const right = inside(i + 1);
    const above = inside(i - width);
    const aboveRight = inside(i - width + 1);
    const belowLeft = inside(i + width - 1);
    const below = inside(i + width);
    windows[8 + 4 * below + 2 * right + inside(i + width + 1)]!++;
    if (left === 0) windows[4 * belowLeft + 2 + below]!++;
    if (above === 0 && aboveRight === 0) windows[4 + right]!++;
    if (above === 0 && left === 0 && inside(i - width - 1) === 0) windows[1]!++;
  }
  return LENGTH.reduce((sum, length, pattern) => sum + length * windows[pattern]!, 0);
}
