import { type GreyImage, type LabelImage, type Mask, mask, type RgbImage } from '@leukolens/imaging';
import type { MaskLevels } from './dataset.ts';

/** What a mask file says, pixel by pixel. */
export interface Truth {
  readonly nucleus: Mask;
  /** The rest of the cell; never where the nucleus is. */
  readonly cytoplasm: Mask;
  /** How many pixels had a grey value that is no level of the set, and were given to the nearest. */
  readonly unknownPixels: number;
}

/** More difference between the channels of a pixel than lossy compression leaves in a grey picture. */
const MOST_COLOUR = 32;

/**
 * Reads nucleus and cytoplasm from a mask's grey values: each pixel is the nearest of nucleus, cytoplasm and
 * background (0), the brighter of two equally near. (With 255 and 128 that cuts at 191.5 and at 64.)
 * A colour image counts as grey by its mean, and is refused where its channels differ by more than 32.
 * Of a label image every object is a nucleus, and nothing is known of cytoplasm.
 */
export function readTruth(image: GreyImage | RgbImage | LabelImage, levels: MaskLevels): Truth {
  const { width, height } = image;
  if (image.kind === 'labels') {
    const nucleus = mask(
      width,
      height,
      Uint8Array.from(image.data, (label) => (label > 0 ? 1 : 0)),
    );
    return { nucleus, cytoplasm: mask(width, height), unknownPixels: 0 };
  }
  const grey = image.kind === 'rgb' ? greyOf(image) : image.data;
  const nearest = nearestLevels(levels);
  const nucleus = mask(width, height);
  const cytoplasm = mask(width, height);
  let unknownPixels = 0;
  for (let i = 0; i < grey.length; i++) {
    const level = nearest[grey[i]!]!;
    if (level === levels.nucleus) nucleus.data[i] = 1;
    else if (level === levels.cytoplasm) cytoplasm.data[i] = 1;
    if (level !== grey[i]) unknownPixels++;
  }
  return { nucleus, cytoplasm, unknownPixels };
}

/** The level nearest to each of the 256 grey values. */
function nearestLevels({ nucleus, cytoplasm }: MaskLevels): Uint8Array {
  const levels = [0, nucleus, cytoplasm].sort((a, b) => b - a);
  return Uint8Array.from({ length: 256 }, (_, value) =>
    levels.reduce((best, level) => (Math.abs(level - value) < Math.abs(best - value) ? level : best)),
  );
}

function greyOf({ data }: RgbImage): Uint8Array {
  const grey = new Uint8Array(data.length / 3);
  for (let i = 0; i < grey.length; i++) {
    const red = data[3 * i]!;
    const green = data[3 * i + 1]!;
    const blue = data[3 * i + 2]!;
    if (Math.max(red, green, blue) - Math.min(red, green, blue) > MOST_COLOUR) {
      throw new Error(
        `a mask must be grey, but pixel ${i} is of colour (${red}, ${green}, ${blue}); save it as a grey picture`,
      );
    }
    grey[i] = Math.round((red + green + blue) / 3);
  }
  return grey;
}
