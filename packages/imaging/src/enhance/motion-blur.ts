import { reflect101 } from '../filters/reflect.ts';
import type { GreyImage, RgbImage } from '../image.ts';

export interface MotionBlurOptions {
  /** Pixels that the line crosses on its longer axis, 3 or 5. Default 5. */
  readonly length?: 3 | 5;
  /** Direction of the line in degrees, anticlockwise from the x axis, any number; 180 is the same as 0. Default 0. */
  readonly angle?: number;
}

interface Tap {
  readonly dx: number;
  readonly dy: number;
  readonly weight: number;
}

/**
 * Blur as by a movement along a line: the mean of `length` samples, one a pixel of the line's longer axis, each shared
 * between the two nearest pixels of the other axis. At multiples of 45° these are the lines that albumentations'
 * MotionBlur draws. Borders are continued by reflection (reflect-101); rounded to the nearest level.
 * @throws RangeError for another length or an angle that is no number
 */
export function motionBlur<Image extends RgbImage | GreyImage>(
  image: Image,
  { length = 5, angle = 0 }: MotionBlurOptions = {},
): Image {
  if (length !== 3 && length !== 5) throw new RangeError(`a blur over ${length} pixels: expected 3 or 5`);
  if (!Number.isFinite(angle)) throw new RangeError(`a blur at ${angle}°: expected a number`);
  const { width, height } = image;
  const samples = image.kind === 'rgb' ? 3 : 1;
  const radius = (length - 1) / 2;
  const taps = lineTaps(radius, angle);
  const padded = reflectedRim(image.data, width, height, samples, radius);
  const stride = (width + 2 * radius) * samples;

  const blurred = new Uint8ClampedArray(image.data.length);
  const sums = new Float64Array(width * samples);
  for (let y = 0; y < height; y++) {
    sums.fill(0);
    for (const { dx, dy, weight } of taps) {
      const from = (y + radius + dy) * stride + (radius + dx) * samples;
      for (let i = 0; i < sums.length; i++) sums[i] = sums[i]! + weight * padded[from + i]!;
    }
    blurred.set(sums, y * sums.length);
  }
  return { ...image, data: new Uint8Array(blurred.buffer) };
}

/** The pixels of the line and their weights, which sum to 1; y points downwards. */
function lineTaps(radius: number, angle: number): Tap[] {
  const along = Math.cos((angle * Math.PI) / 180);
  const up = Math.sin((angle * Math.PI) / 180);
  const flat = Math.abs(along) >= Math.abs(up);
  const slope = flat ? -up / along : -along / up;
  const taps: Tap[] = [];
  for (let step = -radius; step <= radius; step++) {
    const aside = step * slope;
    const near = Math.floor(aside);
    for (const [offset, share] of [
      [near, near + 1 - aside],
      [near + 1, aside - near],
    ] as const) {
      // What cos and sin leave of 0 would cost a tap and reach a pixel beyond the rim.
      if (share < 1e-9) continue;
      const weight = share / (2 * radius + 1);
      taps.push(flat ? { dx: step, dy: offset, weight } : { dx: offset, dy: step, weight });
    }
  }
  return taps;
}

/** The samples with `radius` pixels more on every side, by reflection. */
function reflectedRim(
  data: Uint8Array,
  width: number,
  height: number,
  samples: number,
  radius: number,
): Uint8Array {
  const paddedWidth = width + 2 * radius;
  const padded = new Uint8Array(paddedWidth * (height + 2 * radius) * samples);
  const rim = Array.from({ length: 2 * radius }, (_, i) => (i < radius ? i : width + i));
  for (let y = 0; y < height + 2 * radius; y++) {
    const from = reflect101(y - radius, height) * width * samples;
    const row = data.subarray(from, from + width * samples);
    const to = y * paddedWidth * samples;
    padded.set(row, to + radius * samples);
    for (const x of rim) {
      const inside = reflect101(x - radius, width) * samples;
      for (let sample = 0; sample < samples; sample++)
        padded[to + x * samples + sample] = row[inside + sample]!;
    }
  }
  return padded;
}
