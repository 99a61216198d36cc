import { labOfRgb, rgbOfLab } from '../colour/lab.ts';
import { reflect101 } from '../filters/reflect.ts';
import { type GreyImage, greyImage, type RgbImage } from '../image.ts';

export interface ClaheOptions {
  /**
   * How many times the mean count of a tile's histogram its highest may be, 0 and up; 1 to 4 are mild. 0 sets no
   * limit. Default 2.
   */
  readonly clipLimit?: number;
}

const TILES = 8;
const LEVELS = 256;

/**
 * Contrast limited adaptive histogram equalisation (Zuiderveld, Graphics Gems IV, 1994) on 8 x 8 tiles, equal to
 * OpenCV's `createCLAHE(clipLimit, (8, 8)).apply`: sides that are no multiples of 8 are continued by reflection for
 * the histograms; between the centres of tiles their curves are mixed bilinearly, in float32.
 * @throws RangeError for a negative limit
 */
export function claheGrey(
  { width, height, data }: GreyImage,
  { clipLimit = 2 }: ClaheOptions = {},
): GreyImage {
  if (!(clipLimit >= 0 && clipLimit < Number.POSITIVE_INFINITY)) {
    throw new RangeError(`CLAHE's clip limit ${clipLimit}: expected a number from 0`);
  }
  const fits = width % TILES === 0 && height % TILES === 0;
  const tileWidth = fits ? width / TILES : Math.floor(width / TILES) + 1;
  const tileHeight = fits ? height / TILES : Math.floor(height / TILES) + 1;
  const curves = tileCurves(data, width, height, tileWidth, tileHeight, clipLimit);

  const across = Array.from({ length: width }, (_, x) => between(x, tileWidth));
  const lefts = Int32Array.from(across, ({ first }) => first * LEVELS);
  const rights = Int32Array.from(across, ({ second }) => second * LEVELS);
  const weights = Float32Array.from(across, ({ weight }) => weight);
  const equalised = new Uint8ClampedArray(width * height); // rounds as OpenCV does, halves to even
  for (let y = 0, i = 0; y < height; y++) {
    const { first, second, weight: lower } = between(y, tileHeight);
    const upper = Math.fround(1 - lower);
    const top = first * TILES * LEVELS;
    const bottom = second * TILES * LEVELS;
    for (let x = 0; x < width; x++, i++) {
      const level = data[i]!;
      const left = lefts[x]! + level;
      const right = rights[x]! + level;
      const b = weights[x]!;
      const a = Math.fround(1 - b);
      const above = Math.fround(Math.fround(curves[top + left]! * a) + Math.fround(curves[top + right]! * b));
      const below = Math.fround(
        Math.fround(curves[bottom + left]! * a) + Math.fround(curves[bottom + right]! * b),
      );
      equalised[i] = Math.fround(Math.fround(above * upper) + Math.fround(below * lower));
    }
  }
  return greyImage(width, height, new Uint8Array(equalised.buffer));
}

/** `claheGrey` on the lightness of 8-bit L*a*b*, as albumentations' CLAHE does it on colour, to the level. */
export function claheRgb(image: RgbImage, options: ClaheOptions = {}): RgbImage {
  const lab = labOfRgb(image);
  const { data } = claheGrey(greyImage(image.width, image.height, lab.lightness), options);
  return rgbOfLab({ ...lab, lightness: data });
}

/** The two tiles between whose centres a pixel lies, on one axis, and the second's weight; the same twice at the rim. */
function between(position: number, tileSize: number): { first: number; second: number; weight: number } {
  const tiles = Math.fround(Math.fround(position * Math.fround(1 / tileSize)) - 0.5);
  const first = Math.floor(tiles);
  return {
    first: Math.max(first, 0),
    second: Math.min(first + 1, TILES - 1),
    weight: Math.fround(tiles - first),
  };
}

/** What each tile makes of each level, 0 to 255: 64 tables of 256, tiles row by row. */
function tileCurves(
  data: Uint8Array,
  width: number,
  height: number,
  tileWidth: number,
  tileHeight: number,
  clipLimit: number,
): Uint8ClampedArray {
  const pixels = tileWidth * tileHeight;
  const highest = clipLimit > 0 ? Math.max(1, Math.trunc((clipLimit * pixels) / LEVELS)) : pixels;
  const scale = Math.fround((LEVELS - 1) / pixels);
  const columns = Int32Array.from({ length: TILES * tileWidth }, (_, x) => reflect101(x, width));
  const curves = new Uint8ClampedArray(TILES * TILES * LEVELS);
  const counts = new Int32Array(LEVELS);
  for (let tile = 0; tile < TILES * TILES; tile++) {
    counts.fill(0);
    const left = (tile % TILES) * tileWidth;
    const top = Math.floor(tile / TILES) * tileHeight;
    for (let y = top; y < top + tileHeight; y++) {
      const row = reflect101(y, height) * width;
      for (let x = left; x < left + tileWidth; x++) {
        const level = data[row + columns[x]!]!;
        counts[level] = counts[level]! + 1;
      }
    }
    clip(counts, highest);
    for (let level = 0, sum = 0; level < LEVELS; level++) {
      sum += counts[level]!;
      curves[tile * LEVELS + level] = Math.fround(sum * scale);
    }
  }
  return curves;
}

/** Cuts a histogram at `highest` and shares what was cut among all levels; what is left over, evenly spaced. */
function clip(counts: Int32Array, highest: number): void {
  let cut = 0;
  for (let level = 0; level < LEVELS; level++) {
    const excess = counts[level]! - highest;
    if (excess <= 0) continue;
    cut += excess;
    counts[level] = highest;
  }
  const share = Math.floor(cut / LEVELS);
  let rest = cut % LEVELS;
  for (let level = 0; level < LEVELS; level++) counts[level] = counts[level]! + share;
  const step = Math.max(1, Math.floor(LEVELS / rest));
  for (let level = 0; level < LEVELS && rest > 0; level += step, rest--) counts[level] = counts[level]! + 1;
}
