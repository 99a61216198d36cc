import { type Mask, mask, type RgbImage, rgbImage } from '../image.ts';
import { type Planes, planes } from '../planes.ts';
import { axisTaps, type Tap } from './axis-taps.ts';

/*
 * Each axis is resized by itself: averaged over the area that a new pixel covers where the axis shrinks, linear between pixel
 * centres where it grows. All here compute a row at a time, so that large pictures need no copy in floating point, and give
 * the same numbers.
 */

/**
 * Planes of another size.
 * @param width new width in pixels, 1 or more
 * @param height new height in pixels, 1 or more
 */
export function resize(source: Planes, width: number, height: number): Planes {
  if (width === source.width && height === source.height) return source;
  const result = planes(source.channels, width, height);
  for (let channel = 0; channel < source.channels; channel++) {
    let to = channel * width * height;
    for (const row of resizedPlane(source, channel, width, height)) {
      result.data.set(row, to);
      to += width;
    }
  }
  return result;
}

/** An image of another size in pixels, rounded to whole levels. */
export function resizeRgb(source: RgbImage, width: number, height: number): RgbImage {
  if (width === source.width && height === source.height) return source;
  const { data } = source;
  const samples = new Uint8ClampedArray(3 * width * height);
  for (let channel = 0; channel < 3; channel++) {
    const sample = (y: number, x: number) => data[3 * (y * source.width + x) + channel]!;
    let to = channel;
    for (const row of resizedRows(sample, source, width, height)) {
      for (let x = 0; x < width; x++, to += 3) samples[to] = row[x]!;
    }
  }
  return rgbImage(width, height, new Uint8Array(samples.buffer));
}

/** Where one plane, brought to another size in pixels, exceeds a threshold. */
export function thresholdResized(
  source: Planes,
  channel: number,
  width: number,
  height: number,
  threshold: number,
): Mask {
  const result = mask(width, height);
  let to = 0;
  for (const row of resizedPlane(source, channel, width, height)) {
    for (let x = 0; x < width; x++) result.data[to++] = row[x]! > threshold ? 1 : 0;
  }
  return result;
}

function resizedPlane(
  source: Planes,
  channel: number,
  width: number,
  height: number,
): Iterable<Float32Array> {
  const plane = source.data.subarray(channel * source.width * source.height);
  return resizedRows((y, x) => plane[y * source.width + x]!, source, width, height);
}

/** The rows of the resized picture, from the top; a row is read before the next is asked for. */
function* resizedRows(
  sample: (y: number, x: number) => number,
  from: { readonly width: number; readonly height: number },
  width: number,
  height: number,
): Iterable<Float32Array> {
  const columns = axisTaps(from.width, width);
  const across = new Map<number, Float32Array>();
  const rowAcross = (y: number): Float32Array => {
    const known = across.get(y);
    if (known) return known;
    // neighbouring rows of the result share at most one row where they shrink, two where they grow
    for (const old of across.keys()) if (old < y - 1) across.delete(old);
    const row = resizedRow(sample, y, columns);
    across.set(y, row);
    return row;
  };
  const result = new Float32Array(width);
  for (const { first, weights } of axisTaps(from.height, height)) {
    result.fill(0);
    for (let k = 0; k < weights.length; k++) {
      const row = rowAcross(first + k);
      const weight = weights[k]!;
      for (let x = 0; x < width; x++) result[x]! += weight * row[x]!;
    }
    yield result;
  }
}

function resizedRow(
  sample: (y: number, x: number) => number,
  y: number,
  columns: readonly Tap[],
): Float32Array {
  const row = new Float32Array(columns.length);
  for (const [x, { first, weights }] of columns.entries()) {
    let sum = 0;
    for (let k = 0; k < weights.length; k++) sum += weights[k]! * sample(y, first + k);
    row[x] = sum;
  }
  return row;
}
