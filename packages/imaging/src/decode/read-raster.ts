import { decodeBmp } from './bmp.ts';
import type { ImageCodec, Raster } from './codec.ts';
import { type ImageHeader, probeImage } from './header.ts';
import { ImageError } from './image-error.ts';
import { orient } from './orient.ts';

export interface ReadOptions {
  /** Most pixels (width x height) that are read; larger files are refused before they are decoded. Default 10⁸. */
  readonly maxPixels?: number;
}

export const DEFAULT_MAX_PIXELS = 1e8;

/**
 * Header and upright stored samples of an image file: what reading images, masks and labels have in common.
 * @throws ImageError
 */
export async function readRaster(
  bytes: Uint8Array,
  codec: ImageCodec,
  { maxPixels = DEFAULT_MAX_PIXELS }: ReadOptions,
): Promise<{ header: ImageHeader; raster: Raster }> {
  const header = probeImage(bytes);
  checkSize(header.width, header.height, maxPixels);
  const stored =
    header.format === 'bmp' ? decodeBmp(bytes) : await codec.decode(bytes, header.format, maxPixels);
  return { header, raster: orient(stored, header.orientation ?? 1) };
}

/** @throws ImageError `too-large` where width x height is over `maxPixels` */
export function checkSize(width: number, height: number, maxPixels: number): void {
  if (width * height <= maxPixels) return;
  throw new ImageError(
    'too-large',
    `${width} x ${height} pixels are over the limit of ${maxPixels}; raise the limit (--max-pixels) or reduce the image`,
  );
}
