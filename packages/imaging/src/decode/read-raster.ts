import { decodeBmp } from './bmp.ts';
import type { ImageCodec, Raster } from './codec.ts';
import type { ImageFormat } from './format.ts';
import { type ImageHeader, probeImage } from './header.ts';
import { ImageError } from './image-error.ts';
import { orient } from './orient.ts';
import { decodeTiff } from './tiff-fallback.ts';
import { fallbackLayout, type TiffLayout } from './tiff-fallback-layout.ts';

export interface ReadOptions {
  /** Most pixels (width x height) that are read; larger files are refused before they are decoded. Default 10⁸. */
  readonly maxPixels?: number;
}

interface StoredImage {
  readonly header: ImageHeader;
  readonly raster: Raster;
  /** Bits that a sample of the raster uses: 8, 9 to 15 in some TIFFs, or 16. */
  readonly bits: number;
}

export const DEFAULT_MAX_PIXELS = 1e8;

/**
 * Header and upright stored samples of an image file: what reading images, masks and labels have in common.
 * BMP and the TIFFs that libvips does not know are decoded here, all others by the codec.
 * @throws ImageError
 */
export async function readRaster(
  bytes: Uint8Array,
  codec: ImageCodec,
  { maxPixels = DEFAULT_MAX_PIXELS }: ReadOptions,
): Promise<StoredImage> {
  const header = probeImage(bytes);
  checkSize(header.width, header.height, maxPixels);
  const layout = header.format === 'tiff' ? fallbackLayout(bytes) : undefined;
  const stored = await storedRaster(bytes, codec, header.format, maxPixels, layout);
  return {
    header,
    raster: orient(stored, header.orientation ?? 1),
    bits: stored.data instanceof Uint8Array ? 8 : (layout?.bits ?? 16),
  };
}

async function storedRaster(
  bytes: Uint8Array,
  codec: ImageCodec,
  format: ImageFormat,
  maxPixels: number,
  layout: TiffLayout | undefined,
): Promise<Raster> {
  if (format === 'bmp') return decodeBmp(bytes);
  return layout ? decodeTiff(bytes, layout) : codec.decode(bytes, format, maxPixels);
}

/** @throws ImageError `too-large` where width x height is over `maxPixels` */
export function checkSize(width: number, height: number, maxPixels: number): void {
  if (width * height <= maxPixels) return;
  throw new ImageError(
    'too-large',
    `${width} x ${height} pixels are over the limit of ${maxPixels}; raise the limit (--max-pixels) or reduce the image; whole slides are read by \`slide\``,
  );
}
