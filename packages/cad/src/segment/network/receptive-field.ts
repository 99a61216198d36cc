import type { Design } from './design.ts';

/**
 * How far, in working pixels, a pixel of the input reaches in the output of a design's U-Net: by one kernel step of each
 * level on the way down and on the way up, and one of each residual unit.
 */
export function reach({ strides, residualUnits }: Design): number {
  let step = 1;
  let sum = 0;
  // down to each level by a 3x3 kernel, up from it by a transposed one, which spreads by one pixel of the level
  for (const [level, stride] of strides.entries()) {
    sum += step;
    if (level > 0) sum += residualUnits * step; // on the way up, after this level's convolution
    step *= stride;
    sum += step + residualUnits * step; // the units on the way down
  }
  return sum + step; // the bottom's own kernel
}
