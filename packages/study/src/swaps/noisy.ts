import { addGaussianNoise, dihedral, motionBlur, multiplyLevels, type RgbImage } from '@leukolens/imaging';
import { random } from '../random.ts';
import { augmentColours } from '../training/augment-colours.ts';

/** The paper's changes of colour, each with probability a half. */
const COLOURING = { stain: 0, gamma: 0.5, clahe: 0.5, noise: 0.5, blur: 0 } as const;
/** Variance of the noise that every picture gets, grey levels squared. */
const VARIANCE = 10;

/**
 * A picture as the paper disturbs those that it tests robustness with (section 4.3): turned and mirrored, gamma, CLAHE and noise with
 * probability a half each, as in training; and every one blurred by a movement, multiplied by one factor, and with noise.
 * @param name by which it is seeded: one picture is always disturbed alike
 */
export function noisy(image: RgbImage, name: string): RgbImage {
  const draw = random(`noisy/${name}`);
  const turned = dihedral(image, draw.below(8));
  const coloured = augmentColours(turned, COLOURING, draw);
  const blurred = motionBlur(coloured, { length: draw.pick([3, 5]), angle: draw.between(0, 180) });
  const lit = multiplyLevels(blurred, draw.between(0.9, 1.1));
  return addGaussianNoise(lit, VARIANCE, () => draw.normal());
}
