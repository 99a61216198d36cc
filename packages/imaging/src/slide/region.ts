import type { RgbImage } from '../image.ts';

/** A rectangle of a picture, in its pixels: of a level of a slide, in that level's. */
export interface Region {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** Copies what lies in the region, of an image whose corner is the level's pixel (left, top). */
export function copyRegion(from: RgbImage, left: number, top: number, region: Region, to: RgbImage): void {
  const part = common({ left, top, width: from.width, height: from.height }, region);
  for (let y = 0; y < part.height; y++) {
    const source = ((part.top - top + y) * from.width + part.left - left) * 3;
    const target = ((part.top - region.top + y) * to.width + part.left - region.left) * 3;
    to.data.set(from.data.subarray(source, source + part.width * 3), target);
  }
}

/** What two regions share; of no width or height where they do not meet. */
export function common(a: Region, b: Region): Region {
  const left = Math.max(a.left, b.left);
  const top = Math.max(a.top, b.top);
  return {
    left,
    top,
    width: Math.max(0, Math.min(a.left + a.width, b.left + b.width) - left),
    height: Math.max(0, Math.min(a.top + a.height, b.top + b.height) - top),
  };
}
