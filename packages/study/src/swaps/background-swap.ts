import { Handcrafted } from '@leukolens/cad';
import {
  dilate,
  gaussianBlur,
  inpaint,
  planesOf,
  type RgbImage,
  resizeRgb,
  rgbImage,
} from '@leukolens/imaging';
import { SWAP_NUCLEUS } from './stain-swap.ts';

/** By how much a donor's nuclei are grown before they are painted over, pixels: their cytoplasm goes with them. */
const PAINTED_OVER = 9;
/** By how much nuclei are grown before they are pasted, pixels, and the deviation of the feather at their rim. */
const PASTED = 5;
const FEATHER = 1;
const INPAINT_RADIUS = 5;

const handcrafted = new Handcrafted({ area: SWAP_NUCLEUS });

/**
 * The white cells of an image on the slide of another (DESIGN 4), for testing alone: the donor's own cells are painted over, and
 * the image's pasted at their places. A classifier that reads cells says the same of it as before; one that reads the slide
 * says what the donor is. A donor of another size is resized.
 */
export function backgroundSwap(image: RgbImage, donor: RgbImage): RgbImage {
  const { width, height } = image;
  const slide = resizeRgb(donor, width, height);
  const empty = inpaint(slide, dilate(handcrafted.segmentNow(slide), PAINTED_OVER), INPAINT_RADIUS);
  const share = planesOf(dilate(handcrafted.segmentNow(image), PASTED)).data;
  gaussianBlur(share, width, height, FEATHER);
  const result = rgbImage(width, height);
  for (let i = 0; i < width * height; i++) {
    for (let channel = 3 * i; channel < 3 * i + 3; channel++) {
      const mixed = share[i]! * image.data[channel]! + (1 - share[i]!) * empty.data[channel]!;
      result.data[channel] = Math.min(255, Math.max(0, Math.round(mixed)));
    }
  }
  return result;
}
