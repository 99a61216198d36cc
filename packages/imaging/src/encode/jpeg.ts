import type { ImageCodec } from '../decode/codec.ts';
import type { RgbImage } from '../image.ts';

/** Good enough to read a smear by, at a tenth of a PNG's size. */
const QUALITY = 88;

/** A JPEG file of the image, for reports and previews; without metadata. Nothing is measured on what it shows. */
export function encodeJpeg(
  { width, height, data }: RgbImage,
  codec: ImageCodec,
  quality = QUALITY,
): Promise<Uint8Array> {
  return codec.encodeJpeg({ width, height, data, quality });
}
