import type { GreyImage, RgbImage } from '../image.ts';
import { mapSamples } from './map-samples.ts';

/**
 * Gamma correction, all channels alike: 255 (v / 255)^γ, as albumentations' RandomGamma has it on 8 bits, down to
 * its rounding: v / 255 as v times the rounded 1 / 255, and the result cut, not rounded. So 100 % is not quite the
 * identity: 24 of the 256 levels come out one lower.
 * @param percent 100 γ, 10 to 1000; below 100 brightens, above 100 darkens. The paper's recipe draws from 80 to 120
 * @throws RangeError for another percentage
 */
export function adjustGamma<Image extends RgbImage | GreyImage>(image: Image, percent: number): Image {
  if (!(percent >= 10 && percent <= 1000)) {
    throw new RangeError(`gamma of ${percent} %: expected 10 to 1000`);
  }
  const step = 1 / 255;
  const table = Uint8Array.from({ length: 256 }, (_, level) => (level * step) ** (percent / 100) * 255);
  return mapSamples(image, table);
}
