import {
  contentRectangle,
  cropRgb,
  type Mask,
  mask,
  planesOf,
  type RgbImage,
  resizeRgb,
  thresholdResized,
} from '@leukolens/imaging';
import { z } from 'zod';
import { Handcrafted, handcraftedSchema } from '../segment/handcrafted.ts';
import { boundedScale, medianDiameter, scaleTo } from '../segment/network/working-scale.ts';
import { inCommonStain, withRim } from './stain.ts';

/** How a classifier outlines nuclei for itself: by the handcrafted method, on nuclei of one size. */
export const ownNucleiSchema = z.strictObject({
  ...handcraftedSchema.shape,
  /** Pixels that the median nucleus measures across where it is outlined: the image is brought to that size before. */
  diameter: z.number().min(8).max(256),
  /**
   * Whether they are outlined in the image's own stain, or once more in the common one, to which it is recoloured by what was found first:
   * then another stain moves their outlines less.
   */
  stain: z.enum(['own', 'common']).default('own'),
});
export type OwnNuclei = z.infer<typeof ownNucleiSchema>;

/** Smallest object, in pixels, by which the size of nuclei is guessed: those of a photograph taken from afar count, too. */
const SMALLEST_GUESSED = 30;

/** How far nuclei may be from the size asked for before the guess is mended, as a share of it. */
const TOLERANCE = 0.05;

/**
 * The nuclei that a classifier sees in an image, whatever the image's size: what lies inside of its frame is brought to where nuclei
 * have the size asked for, and outlined there. So the same field, photographed larger or put on a canvas, gives the same nuclei.
 */
export function ownNuclei(image: RgbImage, { diameter, stain, ...options }: OwnNuclei): Mask {
  const content = contentRectangle(image);
  const part = cropRgb(image, content);
  const method = new Handcrafted(options);
  const outlined = (asked: number) => {
    const scale = boundedScale(asked, part);
    const side = (length: number) => Math.max(1, Math.round(scale * length));
    const sized = resizeRgb(part, side(part.width), side(part.height));
    const first = method.segmentNow(sized);
    return stain === 'own' ? first : method.segmentNow(inCommonStain(sized, withRim(first)));
  };
  const guess = new Handcrafted({ ...options, area: SMALLEST_GUESSED }).segmentNow(part);
  const guessed = scaleTo(diameter, medianDiameter([guess]));
  let nuclei = outlined(guessed);
  const found = medianDiameter([nuclei]);
  if (found !== undefined && Math.abs(found / diameter - 1) > TOLERANCE) {
    nuclei = outlined(scaleTo(diameter, found / guessed));
  }
  return pasted(
    thresholdResized(planesOf(nuclei), 0, part.width, part.height, 0.5),
    mask(image.width, image.height),
    content,
  );
}

function pasted(
  part: Mask,
  whole: Mask,
  { left, top }: { readonly left: number; readonly top: number },
): Mask {
  for (let y = 0; y < part.height; y++) {
    whole.data.set(part.data.subarray(y * part.width, (y + 1) * part.width), (top + y) * whole.width + left);
  }
  return whole;
}
