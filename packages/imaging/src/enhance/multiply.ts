import type { GreyImage, RgbImage } from '../image.ts';
import { mapSamples } from './map-samples.ts';

/**
 * Every sample times one factor, rounded to the nearest level (halves to even), at most 255.
 * @param factor 0 to 255, 1 changes nothing. The paper's noise draws from 0.9 to 1.1
 * @throws RangeError for another factor
 */
export function multiplyLevels<Image extends RgbImage | GreyImage>(image: Image, factor: number): Image {
  if (!(factor >= 0 && factor <= 255)) throw new RangeError(`a factor of ${factor}: expected 0 to 255`);
  const table = Uint8ClampedArray.from({ length: 256 }, (_, level) => level * factor);
  return mapSamples(image, new Uint8Array(table.buffer));
}
