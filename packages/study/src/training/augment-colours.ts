import { addGaussianNoise, adjustGamma, claheRgb, type RgbImage, stainJitter } from '@leukolens/imaging';
import type { Random } from '../random.ts';
import type { Colouring } from './augmentation.ts';

/** Colours a picture anew, each change with the recipe's probability; the paper's changes are gamma, CLAHE and noise. */
export function augmentColours(image: RgbImage, augmentation: Colouring, draw: Random): RgbImage {
  const { stain, gamma, clahe, noise } = augmentation;
  let result = stain > 0 ? stainJitter(image, drawStain(stain, draw)) : image;
  if (draw.next() < gamma) result = adjustGamma(result, draw.between(80, 120));
  if (draw.next() < clahe) result = claheRgb(result, { clipLimit: draw.between(1, 4) });
  if (draw.next() < noise) result = addGaussianNoise(result, draw.between(10, 50), () => draw.normal());
  return result;
}

/** Mixing among channels is a third as strong as the change of each; light changes by a third as much, too. */
const MIXING = 1 / 3;

/** Other strengths of the dyes, other dyes, other light: all lognormal or normal round nothing at all. */
function drawStain(deviation: number, draw: Random): { matrix: number[]; offset: number[] } {
  const matrix = Array.from({ length: 9 }, (_, i) =>
    i % 4 === 0 ? Math.exp(draw.normal(0, deviation)) : draw.normal(0, deviation * MIXING),
  );
  const light = draw.normal(0, deviation * MIXING);
  const offset = [0, 1, 2].map(() => light + draw.normal(0, deviation * MIXING ** 2));
  const inRange = (value: number) => Math.max(-4, Math.min(4, value));
  return { matrix: matrix.map(inRange), offset: offset.map(inRange) };
}
