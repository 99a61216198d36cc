import type { Patch } from '../objects/patches.ts';

/**
 * The length of an object's outline in pixels, as scikit-image's `perimeter` with neighbourhood 4, after Benkrid &
 * Crookes, Design and FPGA Implementation of a Perimeter Estimator: every pixel with one of its four neighbours
 * outside is a border pixel, and counts 1, sqrt(2) or their mean by the border pixels around it. Holes add to it.
 */
export function perimeter({ area, runs, ordinal, position }: Patch): number {
  const { width } = runs;
  const border = new Uint8Array(area + 1);
  for (let k = 1; k <= area; k++) {
    const i = position[k]!;
    const enclosed = ordinal[i - width]! && ordinal[i - 1]! && ordinal[i + 1]! && ordinal[i + width]!;
    if (!enclosed) border[k] = 1;
  }
  const isBorder = (i: number) => border[ordinal[i]!]!;
  let straight = 0;
  let diagonal = 0;
  let mixed = 0;
  for (let k = 1; k <= area; k++) {
    if (border[k] === 0) continue;
    const i = position[k]!;
    const beside = isBorder(i - width) + isBorder(i - 1) + isBorder(i + 1) + isBorder(i + width);
    const corner =
      isBorder(i - width - 1) + isBorder(i - width + 1) + isBorder(i + width - 1) + isBorder(i + width + 1);
    if ((beside === 2 || beside === 3) && corner <= 2) straight++;
    else if ((beside === 0 && corner === 2) || (beside === 1 && corner === 3)) diagonal++;
    else if (beside === 1 && (corner === 1 || corner === 2)) mixed++;
  }
  return straight + diagonal * Math.SQRT2 + (mixed * (1 + Math.SQRT2)) / 2;
}
