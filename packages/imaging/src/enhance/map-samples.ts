import type { GreyImage, RgbImage } from '../image.ts';

/** The image with every sample replaced by its entry in a table of 256. */
export function mapSamples<Image extends RgbImage | GreyImage>(image: Image, table: Uint8Array): Image {
  const data = new Uint8Array(image.data.length);
  for (let i = 0; i < data.length; i++) data[i] = table[image.data[i]!]!;
  return { ...image, data };
}
