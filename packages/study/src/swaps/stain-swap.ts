import { complement, Handcrafted, inStain, type Stain, withRim } from '@leukolens/cad';
import { type Mask, type RgbImage, regionColours } from '@leukolens/imaging';

/** Smallest nucleus, pixels: swaps are made for pictures of 224 x 224. */
export const SWAP_NUCLEUS = 60;

const handcrafted = new Handcrafted({ area: SWAP_NUCLEUS });

/**
 * An image in the stain of another (DESIGN 4): nuclei with a rim of 2 px, and the rest, each get mean and deviation of the donor's,
 * in CIE Lab. A classifier that reads cells says the same of it as before; one that reads the stain says what the donor is.
 */
export function stainSwap(image: RgbImage, donor: RgbImage): RgbImage {
  return inStain(image, nucleiWithRim(image), stainOf(donor, nucleiWithRim(donor)));
}

/** The nuclei as swaps see them. */
export function nucleiWithRim(image: RgbImage): Mask {
  return withRim(handcrafted.segmentNow(image));
}

/** The stain of an image of these nuclei; of a region that is missing that of the other. */
export function stainOf(image: RgbImage, nuclei: Mask): Stain {
  const [inside, outside] = [regionColours(image, nuclei), regionColours(image, complement(nuclei))];
  return { nuclei: (inside ?? outside)!, rest: (outside ?? inside)! };
}
