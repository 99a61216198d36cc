import { drawSmear } from '../../synth/draw.ts';
import type { TrainingSample } from '../samples.ts';
import { madeSample } from './made-sample.ts';

/** Synthetic smears of 48 x 48 px with a white cell each, as samples of one outline. */
export function smearSamples(seeds: readonly number[]): TrainingSample[] {
  return seeds.map((seed) => {
    const { image, truth } = smallSmear(seed);
    return madeSample(
      image.width,
      image.height,
      (x, y) => {
        const at = y * image.width + x;
        const [red, green, blue] = image.data.subarray(3 * at, 3 * at + 3);
        return { colour: [red!, green!, blue!], target: truth.data[at] === 255 ? 255 : 0 };
      },
      `synthetic/${seed}`,
    );
  });
}

/** A synthetic smear of 48 x 48 px with a lymphocyte somewhere near its middle. */
export function smallSmear(seed: number) {
  const [x, y] = [18 + ((seed * 7) % 13), 18 + ((seed * 5) % 13)];
  return drawSmear({
    width: 48,
    height: 48,
    seed,
    nucleusDiameter: 18,
    cells: [{ type: 'lymphocyte', x, y }],
    redCells: { density: 0.3 },
  });
}
