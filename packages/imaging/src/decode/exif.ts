import { characters } from './format.ts';
import { TAG, tiffTag } from './tiff-directory.ts';

/**
 * The EXIF orientation, 1 to 8 (EXIF 2.3, tag 274), of a block as JPEG, PNG and WebP carry it, with or without the
 * `Exif` prefix. A missing or broken block counts as 1, upright: a camera's faulty note must not lose the picture.
 */
export function exifOrientation(block: Uint8Array): number {
  const start = characters(block, 0, 6) === 'Exif\0\0' ? 6 : 0;
  const view = new DataView(block.buffer, block.byteOffset + start, block.length - start);
  try {
    return orientation(tiffTag(view, TAG.orientation));
  } catch (error) {
    if (error instanceof RangeError) return 1;
    throw error;
  }
}

/** The value where it is an orientation, 1 (upright) where it is anything else. */
export function orientation(value: number | undefined): number {
  return value !== undefined && value >= 1 && value <= 8 ? value : 1;
}
