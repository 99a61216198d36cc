/** The step of a float32 just above 1, by which OpenCV tells an empty class. */
const FLOAT32_EPSILON = 2 ** -23;

/**
 * Otsu's threshold (1979) from a histogram of 256 levels, computed in the order of OpenCV's own code so that
 * ties fall alike. Pixels above the level are foreground. 0 where there is nothing to tell apart.
 */
export function otsuThreshold(histogram: Uint32Array): number {
  let pixels = 0;
  let mean = 0;
  for (let level = 0; level < 256; level++) {
    pixels += histogram[level]!;
    mean += level * histogram[level]!;
  }
  const scale = 1 / pixels;
  mean *= scale;

  let best = 0;
  let bestVariance = 0;
  let share = 0; // of pixels up to this level
  let meanBelow = 0;
  for (let level = 0; level < 256; level++) {
    const part = histogram[level]! * scale;
    meanBelow *= share;
    share += part;
    const rest = 1 - share;
    if (Math.min(share, rest) < FLOAT32_EPSILON || Math.max(share, rest) > 1 - FLOAT32_EPSILON) continue;
    meanBelow = (meanBelow + level * part) / share;
    const meanAbove = (mean - share * meanBelow) / rest;
    const variance = share * rest * (meanBelow - meanAbove) * (meanBelow - meanAbove);
    if (variance > bestVariance) {
      bestVariance = variance;
      best = level;
    }
  }
  return best;
}
