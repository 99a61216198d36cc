import { type RgbImage, rgbImage } from '../image.ts';
import type { Region } from '../slide/region.ts';

/** The part of an image in a rectangle, which must lie within it; the image itself where that is all of it. */
export function cropRgb(image: RgbImage, { left, top, width, height }: Region): RgbImage {
  if (width === image.width && height === image.height) return image;
  const part = rgbImage(width, height);
  for (let y = 0; y < height; y++) {
    const from = 3 * ((top + y) * image.width + left);
    part.data.set(image.data.subarray(from, from + 3 * width), 3 * y * width);
  }
  return part;
}
