import type { RgbImage } from '../image.ts';
import { rgbImage } from '../image.ts';

/** Mean of each channel over the whole image, 0 to 255. */
export type ChannelMeans = readonly [red: number, green: number, blue: number];

/**
 * The correction of the paper's equation 7 as one table a channel: every value times
 * mean(grey) / mean(channel), rounded half to even, at most 255. A channel that is black throughout stays so.
 * Grey is 0.299 R + 0.587 G + 0.114 B. Gives 768 bytes: 256 for red, then green, then blue.
 */
export function constancyTables(means: ChannelMeans): Uint8Array {
  const grey = 0.299 * means[0] + 0.587 * means[1] + 0.114 * means[2];
  const tables = new Uint8Array(768);
  means.forEach((mean, channel) => {
    const gain = mean > 0 ? grey / mean : 1;
    for (let value = 0; value < 256; value++) {
      tables[channel * 256 + value] = Math.min(255, roundHalfToEven(value * gain));
    }
  });
  return tables;
}

/** Means of the three channels of an image. */
export function channelMeans({ data, width, height }: RgbImage): ChannelMeans {
  let red = 0;
  let green = 0;
  let blue = 0;
  for (let i = 0; i < data.length; i += 3) {
    red += data[i]!;
    green += data[i + 1]!;
    blue += data[i + 2]!;
  }
  const pixels = width * height;
  return [red / pixels, green / pixels, blue / pixels];
}

/** Colour constancy by the paper's equation 7: the image as the next stage sees it. */
export function colourConstancy(image: RgbImage): RgbImage {
  const tables = constancyTables(channelMeans(image));
  const data = new Uint8Array(image.data.length);
  for (let i = 0; i < data.length; i += 3) {
    data[i] = tables[image.data[i]!]!;
    data[i + 1] = tables[256 + image.data[i + 1]!]!;
    data[i + 2] = tables[512 + image.data[i + 2]!]!;
  }
  return rgbImage(image.width, image.height, data);
}

/** The nearest integer; of two equally near, the even one. */
export function roundHalfToEven(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  return rest > 0.5 || (rest === 0.5 && floor % 2 !== 0) ? floor + 1 : floor;
}
