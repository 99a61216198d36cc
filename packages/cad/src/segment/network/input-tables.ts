import {
  channelMeans,
  constancyTables,
  type Planes,
  planes,
  type RgbImage,
  reflect101,
} from '@leukolens/imaging';
import type { FieldStatistics } from '../field-statistics.ts';
import type { InputKind } from './design.ts';
import type { Rectangle } from './tiles.ts';

/** For each channel, the number that the network sees for each of the 256 levels. */
export type InputTables = readonly [Float32Array, Float32Array, Float32Array];

/** Share of a channel's samples that are no brighter than what counts as background. */
const BACKGROUND_SHARE = 0.95;

/**
 * How this image's levels become numbers; settled once for the whole image, however it is cut into tiles (for a part of a larger
 * field: by what was settled for that):
 * - rgb: 0..255 as -1..1;
 * - constancy: the same after the paper's colour constancy (equation 7);
 * - density: optical density against the image's own background, the 95th percentile of each channel, so that stain and
 *   light count, not exposure or white balance (Beer-Lambert: -ln of the light let through).
 */
export function inputTables(
  image: RgbImage,
  kind: Exclude<InputKind, 'guided'>,
  field?: FieldStatistics,
): InputTables {
  if (kind === 'density') {
    return (field?.background ?? backgroundLevels([image])).map(densities) as unknown as InputTables;
  }
  const levels = kind === 'constancy' ? constancyTables(field?.means ?? channelMeans(image)) : undefined;
  return [0, 1, 2].map((channel) =>
    Float32Array.from({ length: 256 }, (_, level) => (levels?.[256 * channel + level] ?? level) / 127.5 - 1),
  ) as unknown as InputTables;
}

/** The image as the network sees it. */
export function throughTables(image: RgbImage, tables: InputTables): Planes {
  const { width, height } = image;
  return partThroughTables(image, tables, { left: 0, top: 0, width, height });
}

/** A part of the image as the network sees it; what lies beyond the image is its reflection. */
export function partThroughTables(image: RgbImage, tables: InputTables, part: Rectangle): Planes {
  const { left, top, width, height } = part;
  const columns = Int32Array.from({ length: width }, (_, x) => 3 * reflect101(left + x, image.width));
  const result = planes(3, width, height);
  tables.forEach((table, channel) => {
    let to = channel * width * height;
    for (let y = 0; y < height; y++) {
      const row = 3 * reflect101(top + y, image.height) * image.width + channel;
      for (let x = 0; x < width; x++) result.data[to++] = table[image.data[row + columns[x]!]!]!;
    }
  });
  return result;
}

/** For each channel, the level that counts as background in images taken together. */
export function backgroundLevels(images: Iterable<RgbImage>): [number, number, number] {
  const histograms = [0, 1, 2].map(() => new Uint32Array(256));
  for (const { data } of images) {
    for (let i = 0; i < data.length; i += 3) {
      for (let channel = 0; channel < 3; channel++) histograms[channel]![data[i + channel]!]!++;
    }
  }
  return histograms.map(background) as [number, number, number];
}

/** The level that the share of the samples does not exceed; at least 1, since light came through. */
function background(histogram: Uint32Array): number {
  const total = histogram.reduce((sum, count) => sum + count, 0);
  let seen = 0;
  const level = histogram.findIndex((count) => {
    seen += count;
    return seen >= BACKGROUND_SHARE * total;
  });
  return Math.max(1, level);
}

/** Optical density of each level; half a level more keeps black finite. */
function densities(background: number): Float32Array {
  return Float32Array.from({ length: 256 }, (_, level) => Math.log((background + 0.5) / (level + 0.5)));
}
