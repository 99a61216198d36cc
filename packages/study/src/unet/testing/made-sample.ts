import { rgbImage } from '@leukolens/imaging';
import type { TrainingSample } from '../samples.ts';

/** What a pixel of a sample is: its colour, the share that is nucleus, and whether it counts. */
export interface MadePixel {
  readonly colour: readonly [number, number, number];
  /** 0 to 255 */
  readonly target: number;
  readonly counted?: 0 | 1;
}

/** A sample of one outline whose pixels are those of a rule. */
export function madeSample(
  width: number,
  height: number,
  pixel: (x: number, y: number) => MadePixel,
  name = 'made/sample',
): TrainingSample {
  const image = rgbImage(width, height);
  const target = new Uint8Array(width * height);
  const counted = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = y * width + x;
      const made = pixel(x, y);
      image.data.set(made.colour, 3 * at);
      target[at] = made.target;
      counted[at] = made.counted ?? 1;
    }
  }
  return { name, set: name.split('/')[0]!, image, target, counted };
}

/** The levels, 0 to 255, that a network's numbers of the kind `rgb` stand for. */
export function levelsOf(x: Float32Array): number[] {
  return Array.from(x, (value) => (value + 1) * 127.5);
}
