import {
  dilateRect,
  type Mask,
  mask,
  type RegionColours,
  type RgbImage,
  transferColours,
} from '@leukolens/imaging';

/** The colours of an image's nuclei with their rim, and of the rest. */
export interface Stain {
  readonly nuclei: RegionColours;
  readonly rest: RegionColours;
}

/** Colours, CIE Lab, that stand for all stains: about those of nuclei, and of all else, in May-Grünwald-Giemsa's. */
const COMMON: Stain = {
  nuclei: { mean: [42, 33, -36], deviation: [12, 9, 10] },
  rest: { mean: [82, 6, 0], deviation: [9, 5, 8] },
};

/** The rim that goes with nuclei where an image is recoloured, as a square's side, pixels: else it would stand out, of neither colour. */
const RIM_SQUARE = 5;

/** Nuclei with the rim that goes with them where an image is recoloured. */
export function withRim(nuclei: Mask): Mask {
  return dilateRect(nuclei, RIM_SQUARE);
}

/** All that is not inside. */
export function complement({ width, height, data }: Mask): Mask {
  return mask(
    width,
    height,
    data.map((inside) => 1 - inside),
  );
}

/** An image of these nuclei in another stain (Reinhard et al. 2001, by region). @throws RangeError where image and nuclei differ in size */
export function inStain(image: RgbImage, nuclei: Mask, stain: Stain): RgbImage {
  return transferColours(transferColours(image, nuclei, stain.nuclei), complement(nuclei), stain.rest);
}

/**
 * An image in the one stain in which a classifier sees all: its nuclei, and the rest, are each brought to one mean and deviation in each of
 * L*, a* and b*. What tells stains apart by these is gone; what differs from nucleus to nucleus stays.
 * @throws RangeError where image and nuclei differ in size
 */
export function inCommonStain(image: RgbImage, nuclei: Mask): RgbImage {
  return inStain(image, nuclei, COMMON);
}

/** The nuclei alone recoloured: where nothing else is looked at, a large field takes a fraction of the time. */
export function nucleiInCommonStain(image: RgbImage, nuclei: Mask): RgbImage {
  return transferColours(image, nuclei, COMMON.nuclei);
}
