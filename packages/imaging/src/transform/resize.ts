import { type Mask, mask, type RgbImage, rgbImage } from '../image.ts';
import { type Planes, planes } from '../planes.ts';
import { resizedRows } from './resized-rows.ts';

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
  const samples = new Uint8ClampedArray(3 * width * height);
  let to = 0;
  for (const row of resizedRows(source, 3, width, height)) {
    // faster than set(), which asks each number for its type
    for (let i = 0; i < row.length; i++) samples[to++] = row[i]!;
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
  { width: oldWidth, height: oldHeight, data }: Planes,
  channel: number,
  width: number,
  height: number,
): Iterable<Float32Array> {
  const size = oldWidth * oldHeight;
  const plane = data.subarray(channel * size, (channel + 1) * size);
  return resizedRows({ width: oldWidth, height: oldHeight, data: plane }, 1, width, height);
}
