/** The weights of OpenCV's 8-bit bilateral filter, and the packed tables that the fast kernel reads. */

/** One pixel of the window. */
export interface Tap {
  readonly dx: number;
  readonly dy: number;
  /** exp(-(dx² + dy²) / 2σ²), float32. */
  readonly weight: number;
}

/** The circular window: every offset within `radius` pixels, row by row, as OpenCV orders them. */
export function spatialTaps(radius: number, sigma: number): Tap[] {
  const taps: Tap[] = [];
  for (let dy = -radius; dy <= radius; dy++) {
    for (let dx = -radius; dx <= radius; dx++) {
      const distance = Math.sqrt(dx * dx + dy * dy);
      if (distance > radius) continue;
      taps.push({ dx, dy, weight: Math.fround(Math.exp(distance * distance * (-0.5 / (sigma * sigma)))) });
    }
  }
  return taps;
}

/** exp(-d² / 2σ²) for the differences 0 to 255, float32. */
export function differenceWeights(sigma: number): Float32Array {
  return Float32Array.from({ length: 256 }, (_, d) => Math.exp(d * d * (-0.5 / (sigma * sigma))));
}

/** Squared distances in the window of radius 4, in the order of the packed tables. */
const DISTANCES = [0, 1, 2, 4, 5, 8, 9, 10, 13, 16];
const ENTRIES = 512;
/** Fixed-point bits, as in `assembly/bilateral.ts`: 49 weights of at most 1 fit 24 bits, 49 products of at most 255 fit 40 bits with sign. */
const WEIGHT_BITS = 18;
const PRODUCT_BITS = 25;

/** Ten tables of 512 entries by difference -255 to 255: weight in the upper 24 bits, weight x difference below. */
export function packedTables(sigma: number): BigInt64Array {
  const tables = new BigInt64Array(DISTANCES.length * ENTRIES);
  const byDifference = differenceWeights(sigma);
  DISTANCES.forEach((squared, table) => {
    const spatial = Math.fround(Math.exp(squared * (-0.5 / (sigma * sigma))));
    for (let d = -255; d <= 255; d++) {
      const weight = Math.fround(spatial * byDifference[Math.abs(d)]!);
      const fixed = BigInt(Math.round(weight * 2 ** WEIGHT_BITS));
      const product = BigInt(Math.round(weight * d * 2 ** PRODUCT_BITS));
      tables[table * ENTRIES + d + 255] = (fixed << 40n) + product;
    }
  });
  return tables;
}

/** Words of memory the taps take: the radius, then three words a tap. */
export function tapWords(taps: readonly Tap[], radius: number): Int32Array {
  const words = new Int32Array(1 + taps.length * 3);
  const floats = new Float32Array(words.buffer);
  words[0] = radius;
  taps.forEach(({ dx, dy, weight }, i) => {
    words[1 + i * 3] = dy + radius;
    words[2 + i * 3] = dx;
    floats[3 + i * 3] = weight;
  });
  return words;
}
