import {
  addGaussianNoise,
  adjustGamma,
  claheRgb,
  gaussianBlur,
  planes,
  planesOf,
  type RgbImage,
  rgbOf,
  stainJitter,
} from '@leukolens/imaging';
import type { Random } from '../random.ts';
import type { Colouring } from './augmentation.ts';

/** Colours a picture anew, each change with the recipe's probability; the paper's changes are gamma, CLAHE and noise. */
export function augmentColours(image: RgbImage, augmentation: Colouring, draw: Random): RgbImage {
  const { stain, gamma, clahe, noise, blur } = augmentation;
  let result = stain > 0 ? stainJitter(image, drawStain(stain, draw)) : image;
  if (draw.next() < gamma) result = adjustGamma(result, draw.between(80, 120));
  if (draw.next() < clahe) result = claheRgb(result, { clipLimit: draw.between(1, 4) });
  // no draw where there is none: a recipe of before it gives the same pictures as then
  if (blur > 0 && draw.next() < blur) result = blurred(result, draw.between(0.3, 1.5));
  if (draw.next() < noise) result = addGaussianNoise(result, draw.between(10, 50), () => draw.normal());
  return result;
}

function blurred(image: RgbImage, deviation: number): RgbImage {
  const { width, height } = image;
  const { data } = planesOf(image);
  for (let channel = 0; channel < 3; channel++) {
    const plane = data.subarray(channel * width * height, (channel + 1) * width * height);
    gaussianBlur(plane, width, height, deviation);
  }
  return rgbOf(planes(3, width, height, data));
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
