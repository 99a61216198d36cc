import type { GreyImage, RgbImage } from '../image.ts';

/**
 * Adds to every sample, channels apart, a draw from the normal distribution of mean 0, rounded to the nearest level
 * and clipped to 0 to 255. (albumentations' GaussNoise cuts the fraction off instead, which darkens by half a level.)
 * @param variance in grey levels squared, 0 to 65025 (255²). The paper's recipe draws from 10 to 50
 * @param normal gives a draw from the standard normal distribution; called once a sample, in the order of the samples
 * @throws RangeError for another variance
 */
export function addGaussianNoise<Image extends RgbImage | GreyImage>(
  image: Image,
  variance: number,
  normal: () => number,
): Image {
  if (!(variance >= 0 && variance <= 65025)) {
    throw new RangeError(`noise of variance ${variance}: expected 0 to 65025 grey levels squared`);
  }
  const deviation = Math.sqrt(variance);
  const noisy = new Uint8ClampedArray(image.data.length);
  for (let i = 0; i < noisy.length; i++) noisy[i] = image.data[i]! + deviation * normal();
  return { ...image, data: new Uint8Array(noisy.buffer) };
}
