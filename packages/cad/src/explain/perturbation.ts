import { keyOf, uniform } from '@leukolens/engine';
import { gaussianBlur } from '@leukolens/imaging';
import type { PictureMap } from './location.ts';

/** The class's probability for each of some pictures, [channels, height, width] each, in one go. */
export type Scorer = (pictures: readonly Float32Array[]) => Promise<readonly number[]>;

export interface PerturbationOptions {
  /** How many steps a curve has, 1 or more. Default 20. */
  readonly steps?: number;
  /** Standard deviation of the Gaussian that makes the fill of the picture, pixels. Default a twentieth of its shorter side. */
  readonly blur?: number;
  /** Decides the order of pixels where the map is level. Default 0. */
  readonly seed?: number;
}

/** A class's probability while the picture is changed pixel by pixel, and the area under it. */
export interface PerturbationCurve {
  /** steps + 1 probabilities, from the picture that nothing was done to. */
  readonly probabilities: readonly number[];
  /** By the trapezoidal rule over shares of pixels, 0 to 1. */
  readonly area: number;
}

/**
 * Deletion and insertion (Petsiuk et al. 2018): the pixels that a map puts first are replaced by the blurred picture's, where a
 * good map makes the probability fall soon (a small area), or put back into the blurred picture, where it makes it rise soon (a
 * large area).
 * @param picture [channels, height, width]
 */
export async function perturb(
  picture: Float32Array,
  map: PictureMap,
  score: Scorer,
  { steps = 20, blur, seed = 0 }: PerturbationOptions = {},
): Promise<{ readonly deletion: PerturbationCurve; readonly insertion: PerturbationCurve }> {
  const { width, height } = map;
  const filled = blurred(picture, width, height, blur ?? Math.min(width, height) / 20);
  const order = pixelsByImportance(map, seed);
  const [deleted, inserted] = [
    replacing(picture, filled, order, steps),
    replacing(filled, picture, order, steps),
  ];
  const probabilities = await score([...deleted, ...inserted]);
  return {
    deletion: curve(probabilities.slice(0, steps + 1)),
    insertion: curve(probabilities.slice(steps + 1)),
  };
}

/** The picture with every channel blurred: what it is filled with where pixels are taken out. */
export function blurred(
  picture: Float32Array,
  width: number,
  height: number,
  deviation: number,
): Float32Array {
  const result = picture.slice();
  const size = width * height;
  if (picture.length % size !== 0) {
    throw new RangeError(`a picture of ${picture.length} numbers; expected planes of ${width} x ${height}`);
  }
  for (let from = 0; from < result.length; from += size) {
    gaussianBlur(result.subarray(from, from + size), width, height, deviation);
  }
  return result;
}

/** Pixels by falling value; level ones in an order that hangs on the seed, not on where they are. */
export function pixelsByImportance({ data }: PictureMap, seed: number): Uint32Array {
  const key = keyOf('importance', seed);
  const chance = Float64Array.from(data, (_, i) => uniform(key, i));
  return Uint32Array.from(data.keys()).sort((a, b) => data[b]! - data[a]! || chance[a]! - chance[b]!);
}

/** `from` with 0/steps, 1/steps, …, all of its pixels replaced by those of `by`. */
function replacing(from: Float32Array, by: Float32Array, order: Uint32Array, steps: number): Float32Array[] {
  const pictures = [from];
  let present = from;
  for (let step = 1; step <= steps; step++) {
    present = present.slice();
    const [begin, end] = [step - 1, step].map((k) => Math.round((k * order.length) / steps)) as [
      number,
      number,
    ];
    for (const pixel of order.subarray(begin, end)) {
      for (let i = pixel; i < from.length; i += order.length) present[i] = by[i]!;
    }
    pictures.push(present);
  }
  return pictures;
}

function curve(probabilities: readonly number[]): PerturbationCurve {
  const steps = probabilities.length - 1;
  const sum = probabilities.reduce((total, value) => total + value, 0);
  const area = (sum - (probabilities[0]! + probabilities[steps]!) / 2) / steps;
  return { probabilities, area };
}
