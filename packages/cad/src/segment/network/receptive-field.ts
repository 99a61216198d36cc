import type { Design } from './design.ts';

/**
 * How far, in working pixels, a pixel of the input reaches in the output of a design's U-Net: by one kernel step of each
 * level on the way down and on the way up.
 */
export function reach({ strides }: Design): number {
  let step = 1;
  let sum = 0;
  // down to each level by a 3x3 kernel, up from it by a transposed one, which spreads by one pixel of the level
  for (const stride of strides) {
    sum += step;
    step *= stride;
    sum += step;
  }
  return sum + step; // the bottom's own kernel
}
