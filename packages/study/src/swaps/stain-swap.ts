import { Handcrafted } from '@leukolens/cad';
import {
  dilateRect,
  type Mask,
  mask,
  type RegionColours,
  type RgbImage,
  regionColours,
  transferColours,
} from '@leukolens/imaging';

/** Smallest nucleus, pixels, and the rim that belongs to it: swaps are made for pictures of 224 x 224. */
export const SWAP_NUCLEUS = 60;
const RIM = 2;

const handcrafted = new Handcrafted({ area: SWAP_NUCLEUS });

/** The colours of an image's nuclei with their rim, and of the rest; of a region that is missing those of the other. */
export interface Stain {
  readonly nuclei: RegionColours;
  readonly rest: RegionColours;
}

/**
 * An image in the stain of another (DESIGN 4): nuclei with a rim of 2 px, and the rest, each get mean and deviation of the donor's,
 * in CIE Lab. A classifier that reads cells says the same of it as before; one that reads the stain says what the donor is.
 */
export function stainSwap(image: RgbImage, donor: RgbImage): RgbImage {
  return inStain(image, nucleiWithRim(image), stainOf(donor, nucleiWithRim(donor)));
}

/** The nuclei as swaps see them. */
export function nucleiWithRim(image: RgbImage): Mask {
  return dilateRect(handcrafted.segmentNow(image), 2 * RIM + 1);
}

/** The stain of an image of these nuclei. */
export function stainOf(image: RgbImage, nuclei: Mask): Stain {
  const [inside, outside] = [regionColours(image, nuclei), regionColours(image, complement(nuclei))];
  return { nuclei: (inside ?? outside)!, rest: (outside ?? inside)! };
}

/** An image of these nuclei in another stain. */
export function inStain(image: RgbImage, nuclei: Mask, stain: Stain): RgbImage {
  const nucleiDone = transferColours(image, nuclei, stain.nuclei);
  return transferColours(nucleiDone, complement(nuclei), stain.rest);
}

function complement({ width, height, data }: Mask): Mask {
  return mask(
    width,
    height,
    data.map((inside) => 1 - inside),
  );
}
