import { convexArea, NO_PIXEL } from '../objects/convex-area.ts';
import type { Patch } from '../objects/patches.ts';

/** Where the mean of an object's pixel centres lies, in image coordinates (the centre of pixel (x, y) is (x, y)). */
export function centroid({ area, x, y, runs }: Patch): { x: number; y: number } {
  let sumX = 0;
  let sumY = 0;
  for (let row = 0; row < runs.height; row++) {
    for (let r = runs.first[row]!; r < runs.first[row + 1]!; r++) {
      const length = runs.end[r]! - runs.start[r]!;
      sumX += (length * (runs.start[r]! + runs.end[r]! - 1)) / 2;
      sumY += length * row;
    }
  }
  return { x: x + sumX / area, y: y + sumY / area };
}

/**
 * The eccentricity of the ellipse with the object's second moments, sqrt(1 - l2 / l1) with l1 >= l2 the eigenvalues
 * of the covariance of the pixel centres: 0 for a circle (and a single pixel), towards 1 for a line. As scikit-image,
 * pixels are points here, without an extent of their own.
 */
export function eccentricity(patch: Patch): number {
  const { runs } = patch;
  const centre = centroid(patch);
  let xx = 0;
  let xy = 0;
  let yy = 0;
  for (let row = 0; row < runs.height; row++) {
    const dy = patch.y + row - centre.y;
    for (let r = runs.first[row]!; r < runs.first[row + 1]!; r++) {
      const length = runs.end[r]! - runs.start[r]!;
      const dx = patch.x + (runs.start[r]! + runs.end[r]! - 1) / 2 - centre.x;
      // The second moment of a run about its own middle is length (length² - 1) / 12.
      xx += length * dx * dx + (length * (length * length - 1)) / 12;
      xy += length * dx * dy;
      yy += length * dy * dy;
    }
  }
  const spread = Math.hypot(xx - yy, 2 * xy);
  const largest = (xx + yy + spread) / 2;
  return largest === 0 ? 0 : Math.sqrt(spread / largest);
}

/** The number of pixels in the object's convex hull (see `convexArea`). */
export function areaConvex({ runs }: Patch): number {
  const left = new Int32Array(runs.height).fill(NO_PIXEL);
  const right = new Int32Array(runs.height).fill(-NO_PIXEL);
  for (let y = 0; y < runs.height; y++) {
    if (runs.first[y] === runs.first[y + 1]) continue;
    left[y] = runs.start[runs.first[y]!]!;
    right[y] = runs.end[runs.first[y + 1]! - 1]! - 1;
  }
  return convexArea(left, right);
}
