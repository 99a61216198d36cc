import type { ImageCodec } from '../decode/codec.ts';
import type { AnyImage } from '../image.ts';

/**
 * A PNG file of the image, lossless and without metadata: RGB and grey with 8 bits, a mask as grey of 0 and 255,
 * labels as grey with 16 bits. Equal images give equal bytes.
 */
export function encodePng(image: AnyImage, codec: ImageCodec): Promise<Uint8Array> {
  const { kind, width, height } = image;
  const data = kind === 'mask' ? blackAndWhite(image.data) : image.data;
  return codec.encodePng({ width, height, channels: kind === 'rgb' ? 3 : 1, data });
}

function blackAndWhite(inside: Uint8Array): Uint8Array {
  const grey = new Uint8Array(inside.length);
  for (let i = 0; i < grey.length; i++) grey[i] = inside[i] === 0 ? 0 : 255;
  return grey;
}
