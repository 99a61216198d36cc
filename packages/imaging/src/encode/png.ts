import type { ImageCodec } from '../decode/codec.ts';
import type { AnyImage } from '../image.ts';

/**
 * A PNG file of the image, lossless and without metadata: RGB and grey with 8 bits, a mask as grey of 0 and 255,
 * labels as grey with 16 bits. Equal images give equal bytes.
 */
export function encodePng(image: AnyImage, codec: ImageCodec): Promise<Uint8Array> {
  const { kind, width, height } = image;
  const data = kind === 'mask' ? image.data.map((inside) => (inside === 0 ? 0 : 255)) : image.data;
  return codec.encodePng({ width, height, channels: kind === 'rgb' ? 3 : 1, data });
}
