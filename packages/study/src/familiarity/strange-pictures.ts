import { addGaussianNoise, gaussianBlur, type RgbImage, rgbImage } from '@leukolens/imaging';
import { type Random, random } from '../random.ts';

/** Pictures that show no smear, and can be drawn: an empty field, noise, a regular pattern. */
export const STRANGE_KINDS = ['blank', 'noise', 'texture'] as const;
export type StrangeKind = (typeof STRANGE_KINDS)[number];

/** Each kind's picture. What is drawn differs in colour, coarseness and contrast, so that no one of them stands for its kind. */
const DRAW: Readonly<Record<StrangeKind, (side: number, draw: Random) => RgbImage>> = {
  blank,
  noise,
  texture,
};

/**
 * A picture of a kind, side x side pixels. Equal seeds give equal pictures.
 * @param seed names the picture
 */
export function strangePicture(kind: StrangeKind, side: number, seed: string): RgbImage {
  return DRAW[kind](side, random(`strange/${kind}/${seed}`));
}

/** As much out of focus as no one would keep: the deviation of the blur is 1/56 to 1/28 of the shorter side, 4 to 8 px of 224. */
export function outOfFocus(image: RgbImage, seed: string): RgbImage {
  const { width, height, data } = image;
  const draw = random(`out of focus/${seed}`);
  const deviation = (Math.min(width, height) * draw.between(1, 2)) / 56;
  const blurred = rgbImage(width, height);
  for (let channel = 0; channel < 3; channel++) {
    const plane = Float32Array.from({ length: width * height }, (_, i) => data[3 * i + channel]!);
    gaussianBlur(plane, width, height, deviation);
    plane.forEach((level, i) => {
      blurred.data[3 * i + channel] = Math.round(level);
    });
  }
  return blurred;
}

/** Glass without a cell: one light colour, brighter to one side, with the camera's noise. */
function blank(side: number, draw: Random): RgbImage {
  const colour = [0, 1, 2].map(() => draw.between(170, 250));
  const [across, down] = [draw.between(-20, 20), draw.between(-20, 20)];
  const image = painted(side, (x, y, channel) => colour[channel]! + (across * x) / side + (down * y) / side);
  return addGaussianNoise(image, draw.between(0, 9), () => draw.normal());
}

/** Grains of 1 to 8 px whose levels know nothing of each other, grey or coloured. */
function noise(side: number, draw: Random): RgbImage {
  const grain = 1 + draw.below(8);
  const columns = Math.ceil(side / grain);
  const middle = draw.between(80, 180);
  const spread = draw.between(20, 80);
  const coloured = draw.next() < 0.5;
  const grains = Float32Array.from({ length: 3 * columns ** 2 }, () => draw.normal(middle, spread));
  return painted(side, (x, y, channel) => {
    const at = Math.floor(y / grain) * columns + Math.floor(x / grain);
    return grains[3 * at + (coloured ? channel : 0)]!;
  });
}

/** Stripes, waves or squares of two colours, 4 to 40 px wide, at any angle. */
function texture(side: number, draw: Random): RgbImage {
  const [light, dark] = [0, 1].map(() => [0, 1, 2].map(() => draw.between(0, 255)));
  const period = draw.between(8, 80);
  const angle = draw.between(0, Math.PI);
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)].map((part) => (2 * Math.PI * part) / period);
  const form = draw.pick(['stripes', 'waves', 'squares']);
  return painted(side, (x, y, channel) => {
    const along = Math.sin(cos! * x + sin! * y);
    const value = form === 'squares' ? along * Math.sin(cos! * y - sin! * x) : along;
    const share = form === 'waves' ? (value + 1) / 2 : value > 0 ? 1 : 0;
    return dark![channel]! + share * (light![channel]! - dark![channel]!);
  });
}

function painted(side: number, level: (x: number, y: number, channel: number) => number): RgbImage {
  const image = rgbImage(side, side);
  for (let i = 0; i < image.data.length; i++) {
    const pixel = Math.floor(i / 3);
    const value = level(pixel % side, Math.floor(pixel / side), i % 3);
    image.data[i] = Math.min(255, Math.max(0, Math.round(value)));
  }
  return image;
}
