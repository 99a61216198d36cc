/**
 * What lies at every pixel of a rectangle of the field: amounts of dye, before light passes through, and the truth.
 * The rectangle has its corner at (x, y) in the field, which may be negative, and rows of `width` pixels.
 */
export interface Layers {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** Concentrations of the stain's dyes, 1 for the ordinary amount. */
  readonly haemoglobin: Float32Array;
  readonly eosin: Float32Array;
  readonly azure: Float32Array;
  readonly methylene: Float32Array;
  /** Optical density of dust, grey. */
  readonly dust: Float32Array;
  /** Distance in pixels to the nearest white cell, negative inside; only small values are exact. */
  readonly whiteDistance: Float32Array;
  /** Label of the nucleus that covers the pixel's centre, 0 for none. */
  readonly nuclei: Uint16Array;
  /** 255 nucleus, 128 cytoplasm, 0 the rest. */
  readonly truth: Uint8Array;
}

/** Empty layers for a rectangle of the field. */
export function emptyLayers(x: number, y: number, width: number, height: number): Layers {
  const count = width * height;
  return {
    x,
    y,
    width,
    height,
    haemoglobin: new Float32Array(count),
    eosin: new Float32Array(count),
    azure: new Float32Array(count),
    methylene: new Float32Array(count),
    dust: new Float32Array(count),
    whiteDistance: new Float32Array(count).fill(1e6),
    nuclei: new Uint16Array(count),
    truth: new Uint8Array(count),
  };
}

/**
 * Calls `visit` for the layers' pixels in the square of half-side `reach` about (x, y), with the pixel's index and
 * its centre's position in the field.
 */
export function visitSquare(
  layers: Layers,
  x: number,
  y: number,
  reach: number,
  visit: (index: number, x: number, y: number) => void,
): void {
  const left = Math.max(0, Math.floor(x - reach) - layers.x);
  const right = Math.min(layers.width, Math.ceil(x + reach) - layers.x);
  const top = Math.max(0, Math.floor(y - reach) - layers.y);
  const bottom = Math.min(layers.height, Math.ceil(y + reach) - layers.y);
  for (let row = top; row < bottom; row++) {
    for (let column = left; column < right; column++) {
      visit(row * layers.width + column, layers.x + column + 0.5, layers.y + row + 0.5);
    }
  }
}

/** Share of a pixel that lies inside an edge: 1 well inside, 0 well outside, 1/2 at distance 0, smooth over ±halfWidth. */
export function coverage(distance: number, halfWidth: number): number {
  if (distance >= halfWidth) return 0;
  if (distance <= -halfWidth) return 1;
  const t = 0.5 - distance / (2 * halfWidth);
  return t * t * (3 - 2 * t);
}
