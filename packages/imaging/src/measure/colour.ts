import type { RgbImage } from '../image.ts';
import type { Patch } from '../objects/patches.ts';
import type { NucleusMeasurement } from './measurement.ts';

/** What is measured of the colours of an object's pixels; SDs are of the population (ddof 0). */
export type ColourStatistics = Pick<
  NucleusMeasurement,
  'redMean' | 'redSd' | 'greenMean' | 'greenSd' | 'blueMean' | 'blueSd' | 'hueMean' | 'hueSd' | 'entropy'
>;

/** Below this length the mean direction of the hues is rounding error; it bounds their SD to 426 degrees. */
const NO_DIRECTION = 1e-12;

/**
 * Mean and SD of red, green and blue; of the hue; and the entropy of the grey levels, within one object.
 *
 * Hue is HSV's, as a direction: with C and S the means of its cosine and sine, the mean is atan2(S, C) and the SD
 * sqrt(-2 ln R), R² = C² + S² (Mardia & Jupp, Directional Statistics, 2000, section 2.3). Grey pixels have no hue and
 * stay out; where all are grey both are 0. Grey is 0.299 R + 0.587 G + 0.114 B, rounded, halves up.
 */
export function colourStatistics({ area, x, y, runs }: Patch, { width, data }: RgbImage): ColourStatistics {
  const sum = [0, 0, 0];
  const squares = [0, 0, 0];
  const levels = new Float64Array(256);
  let coloured = 0;
  let cosines = 0;
  let sines = 0;
  for (let row = 0; row < runs.height; row++) {
    for (let r = runs.first[row]!; r < runs.first[row + 1]!; r++) {
      const from = (y + row) * width + x;
      for (let i = from + runs.start[r]!; i < from + runs.end[r]!; i++) {
        const red = data[3 * i]!;
        const green = data[3 * i + 1]!;
        const blue = data[3 * i + 2]!;
        sum[0]! += red;
        sum[1]! += green;
        sum[2]! += blue;
        squares[0]! += red * red;
        squares[1]! += green * green;
        squares[2]! += blue * blue;
        levels[Math.floor((299 * red + 587 * green + 114 * blue + 500) / 1000)]!++;
        if (red === green && green === blue) continue;
        const angle = hue(red, green, blue);
        coloured++;
        cosines += Math.cos(angle);
        sines += Math.sin(angle);
      }
    }
  }
  const mean = (channel: number) => sum[channel]! / area;
  // Whole numbers, so that a single colour has an SD of exactly 0; they round above some 300,000 pixels.
  const sd = (channel: number) =>
    Math.sqrt(Math.max(0, area * squares[channel]! - sum[channel]! ** 2)) / area;
  return {
    redMean: mean(0),
    redSd: sd(0),
    greenMean: mean(1),
    greenSd: sd(1),
    blueMean: mean(2),
    blueSd: sd(2),
    ...hueStatistics(coloured, cosines, sines),
    entropy: levels.reduce(
      (bits, count) => (count === 0 ? bits : bits - (count / area) * Math.log2(count / area)),
      0,
    ),
  };
}

/** HSV hue in radians, from -π/3 to 5π/3, of a colour that is not grey. */
function hue(red: number, green: number, blue: number): number {
  const highest = Math.max(red, green, blue);
  const range = highest - Math.min(red, green, blue);
  const sixths =
    highest === red
      ? (green - blue) / range
      : highest === green
        ? 2 + (blue - red) / range
        : 4 + (red - green) / range;
  return (sixths * Math.PI) / 3;
}

function hueStatistics(coloured: number, cosines: number, sines: number): { hueMean: number; hueSd: number } {
  if (coloured === 0) return { hueMean: 0, hueSd: 0 };
  const direction = (Math.atan2(sines, cosines) * 180) / Math.PI;
  // Rounding can lengthen the mean of equal directions beyond 1.
  const length = Math.min(Math.max(Math.hypot(cosines, sines) / coloured, NO_DIRECTION), 1);
  return {
    hueMean: (direction + 360) % 360,
    hueSd: (Math.sqrt(-2 * Math.log(length)) * 180) / Math.PI,
  };
}
