/** Pixels on either side that a Gaussian of this standard deviation reaches: three deviations; 0 for none. */
export function blurRadius(deviation: number): number {
  return Math.ceil(3 * deviation);
}

/**
 * Blurs a plane of width x height in place with a Gaussian cut at `blurRadius`; border pixels are repeated.
 * Every pixel is summed in the same order, so that it does not depend on where the plane was cut.
 */
export function gaussianBlur(plane: Float32Array, width: number, height: number, deviation: number): void {
  const radius = blurRadius(deviation);
  if (radius === 0) return;
  const kernel = gaussianKernel(deviation, radius);
  const source = plane.slice();
  const line = new Float64Array(width + 2 * radius);
  for (let y = 0; y < height; y++) {
    const start = y * width;
    for (let i = 0; i < line.length; i++) {
      line[i] = source[start + Math.min(width - 1, Math.max(0, i - radius))]!;
    }
    for (let x = 0; x < width; x++) {
      let sum = 0;
      for (let k = 0; k < kernel.length; k++) sum += kernel[k]! * line[x + k]!;
      source[start + x] = sum;
    }
  }
  const sums = new Float64Array(width);
  for (let y = 0; y < height; y++) {
    sums.fill(0);
    for (let k = 0; k < kernel.length; k++) {
      const start = Math.min(height - 1, Math.max(0, y + k - radius)) * width;
      for (let x = 0; x < width; x++) sums[x]! += kernel[k]! * source[start + x]!;
    }
    plane.set(sums, y * width);
  }
}

function gaussianKernel(deviation: number, radius: number): Float64Array {
  const kernel = new Float64Array(2 * radius + 1);
  let sum = 0;
  for (let i = -radius; i <= radius; i++) {
    const weight = Math.exp(-(i * i) / (2 * deviation * deviation));
    kernel[i + radius] = weight;
    sum += weight;
  }
  return kernel.map((weight) => weight / sum);
}
