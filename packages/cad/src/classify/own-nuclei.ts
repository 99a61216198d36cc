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
import { Handcrafted } from '../segment/handcrafted.ts';
import { boundedScale } from '../segment/network/working-scale.ts';
import type { ClassifierDesign, OwnNuclei } from './design.ts';
import { inCommonStain, withRim } from './stain.ts';
import { classifierSize, type FieldScale } from './windows.ts';

/** A classifier that outlines nuclei for itself. */
export interface OutliningDesign {
  readonly nuclei: OwnNuclei;
  readonly scale: FieldScale;
}

/** Whether a classifier outlines nuclei for itself. */
export function outlinesNuclei<Design extends Pick<ClassifierDesign, 'nuclei' | 'scale'>>(
  design: Design,
): design is Design & OutliningDesign {
  return design.nuclei !== undefined && design.scale.kind !== 'eachNucleus';
}

/** Smallest object, in pixels, by which the size of nuclei is guessed: those of a photograph taken from afar count, too. */
const SMALLEST_GUESSED = 30;

/**
 * The nuclei that a classifier sees in an image, whatever the image's size: what lies inside of its frame is outlined at the size at
 * which the classifier sees it, or at a share of that. So the same field, photographed larger or put on a canvas, gives the same nuclei.
 * @returns a mask of the whole image, at the classifier's size: of a small image it is finer than the image
 */
export function ownNuclei(image: RgbImage, { nuclei, scale }: OutliningDesign): Mask {
  const { stain, reduction, ...options } = nuclei;
  const content = contentRectangle(image);
  const part = cropRgb(image, content);
  const guess = new Handcrafted({ ...options, area: SMALLEST_GUESSED }).segmentNow(part);
  const size = classifierSize(part, guess, scale);
  const reduced = (length: number) => Math.max(1, Math.round(length / reduction));
  const sized = resizeRgb(part, reduced(size.width), reduced(size.height));
  const method = new Handcrafted(options);
  const first = method.segmentNow(sized);
  const outlined = stain === 'own' ? first : method.segmentNow(inCommonStain(sized, withRim(first)));
  // a speck in a large frame, enlarged with it, would go beyond any memory
  const by = boundedScale(size.width / part.width, image);
  const scaled = (length: number) => Math.max(1, Math.round(by * length));
  return pasted(
    thresholdResized(planesOf(outlined), 0, scaled(part.width), scaled(part.height), 0.5),
    mask(scaled(image.width), scaled(image.height)),
    { left: Math.round(by * content.left), top: Math.round(by * content.top) },
  );
}

/** @returns `whole`, with the part in it; what of the part reaches beyond its border is left out */
function pasted(
  part: Mask,
  whole: Mask,
  { left, top }: { readonly left: number; readonly top: number },
): Mask {
  const width = Math.min(part.width, whole.width - left);
  for (let y = 0; y < Math.min(part.height, whole.height - top); y++) {
    whole.data.set(
      part.data.subarray(y * part.width, y * part.width + width),
      (top + y) * whole.width + left,
    );
  }
  return whole;
}
