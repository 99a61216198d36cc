import { type Mask, type RgbImage, reflect101 } from '@leukolens/imaging';
import { inputTables } from '../segment/network/input-tables.ts';
import type { Rectangle } from '../segment/network/tiles.ts';
import { CLASSIFIER_PLANES, type ClassifierColours, type ClassifierDesign } from './design.ts';
import { inCommonStain, nucleiInCommonStain } from './stain.ts';

/** Mean and standard deviation of ImageNet's colours, 0 to 1, as networks are fed by custom (paper, section 4.2). */
const MEAN = [0.485, 0.456, 0.406] as const;
const DEVIATION = [0.229, 0.224, 0.225] as const;

/** Weights of red, green and blue in grey (ITU-R BT.601). */
const LUMA = [0.299, 0.587, 0.114] as const;

/** For each plane, what each level of each channel adds to the number that the network sees; and the number where nothing is. */
interface Lookup {
  readonly tables: readonly (readonly [channel: number, table: Float32Array])[][];
  readonly nothing: readonly number[];
}

/**
 * An image as a classifier sees it, part by part, [planes, height, width] each. What goes by the whole image is settled here,
 * once. Where the design sees nuclei alone, all else is black, and so is what lies beyond the image; where it sees the whole
 * image, what lies beyond is its reflection.
 * @param nuclei of the image's size; not looked at where the design sees the whole image
 * @throws RangeError where image and nuclei differ in size
 */
export function classifierView(
  image: RgbImage,
  nuclei: Mask,
  { colours, sees, stain }: Pick<ClassifierDesign, 'colours' | 'sees' | 'stain'>,
): (part: Rectangle) => Float32Array {
  if (nuclei.width !== image.width || nuclei.height !== image.height) {
    throw new RangeError(
      `an image of ${image.width} x ${image.height} with nuclei of ${nuclei.width} x ${nuclei.height}; expected the same size`,
    );
  }
  const recoloured = sees === 'nuclei' ? nucleiInCommonStain : inCommonStain;
  const stained = stain === 'common' ? recoloured(image, nuclei) : image;
  const { tables, nothing } = lookup(stained, colours);
  return ({ left, top, width, height }) => {
    const pixels = width * height;
    const view = new Float32Array(CLASSIFIER_PLANES[colours] * pixels);
    nothing.forEach((value, plane) => {
      view.fill(value, plane * pixels, (plane + 1) * pixels);
    });
    for (let y = 0; y < height; y++) {
      const row = reflect101(top + y, image.height);
      for (let x = 0; x < width; x++) {
        const column = reflect101(left + x, image.width);
        const at = row * image.width + column;
        const beyond = row !== top + y || column !== left + x;
        if (sees === 'nuclei' && (beyond || !nuclei.data[at])) continue;
        tables.forEach((parts, plane) => {
          let sum = 0;
          for (const [channel, table] of parts) sum += table[stained.data[3 * at + channel]!]!;
          view[plane * pixels + y * width + x] = sum;
        });
      }
    }
    return view;
  };
}

function lookup(image: RgbImage, colours: ClassifierColours): Lookup {
  const levels = (of: (level: number) => number) =>
    Float32Array.from({ length: 256 }, (_, level) => of(level));
  switch (colours) {
    case 'rgb':
      return {
        tables: MEAN.map((mean, channel) => [
          [channel, levels((level) => (level / 255 - mean) / DEVIATION[channel]!)] as const,
        ]),
        nothing: MEAN.map((mean, channel) => -mean / DEVIATION[channel]!),
      };
    case 'grey': {
      // the green channel's mean and deviation: grey is mostly green
      const [mean, deviation] = [MEAN[1], DEVIATION[1]];
      const parts = LUMA.map(
        (weight, channel) =>
          [channel, levels((level) => (weight * (level / 255 - mean)) / deviation)] as const,
      );
      return { tables: [parts], nothing: [-mean / deviation] };
    }
    case 'density':
      return {
        tables: inputTables(image, 'density').map((table, channel) => [[channel, table] as const]),
        nothing: [0, 0, 0],
      };
  }
}
