import {
  labelObjects,
  type Mask,
  mask,
  measureObjects,
  type NucleusMeasurement,
  planesOf,
  type RgbImage,
  reflect101,
  resizeRgb,
  rgbImage,
  thresholdResized,
} from '@leukolens/imaging';
import type { WorkingField } from './windows.ts';

/** A nucleus that takes less of its crop's side than this is not shrunk or enlarged further: it is no nucleus of a usable picture. */
const MOST_ENLARGED = 8;

/** What of a nucleus decides its crop. */
export type NucleusPlace = Pick<NucleusMeasurement, 'centroidX' | 'centroidY' | 'equivalentDiameter'>;

/**
 * The square round a nucleus, brought to a side of so many pixels so that the nucleus measures as asked. What lies beyond the image is its
 * reflection, and holds no nucleus.
 * @param nuclei those that shall count as nuclei: all, or this one alone
 */
export function nucleusCrop(
  image: RgbImage,
  nuclei: Mask,
  { centroidX, centroidY, equivalentDiameter }: NucleusPlace,
  side: number,
  { diameter }: { readonly diameter: number },
): WorkingField {
  const scale = Math.min(MOST_ENLARGED, diameter / equivalentDiameter);
  const taken = Math.max(1, Math.round(side / scale));
  const [left, top] = [Math.round(centroidX - (taken - 1) / 2), Math.round(centroidY - (taken - 1) / 2)];
  const [crop, inside] = [rgbImage(taken, taken), mask(taken, taken)];
  for (let y = 0; y < taken; y++) {
    const row = reflect101(top + y, image.height);
    for (let x = 0; x < taken; x++) {
      const column = reflect101(left + x, image.width);
      const [from, to] = [row * image.width + column, y * taken + x];
      crop.data.set(image.data.subarray(3 * from, 3 * from + 3), 3 * to);
      if (row === top + y && column === left + x) inside.data[to] = nuclei.data[from]!;
    }
  }
  return {
    image: resizeRgb(crop, side, side),
    nuclei: thresholdResized(planesOf(inside), 0, side, side, 0.5),
  };
}

/** The crop round the nucleus nearest to an image's middle; without a nucleus the middle itself. */
export function centralNucleus(
  image: RgbImage,
  nuclei: Mask,
  side: number,
  scale: { readonly diameter: number },
): WorkingField {
  const middle = { centroidX: (image.width - 1) / 2, centroidY: (image.height - 1) / 2 };
  const away = (nucleus: NucleusPlace) =>
    Math.hypot(nucleus.centroidX - middle.centroidX, nucleus.centroidY - middle.centroidY);
  const [nearest] = measureObjects(image, labelObjects(nuclei), {}).sort((a, b) => away(a) - away(b));
  const place = nearest ?? {
    ...middle,
    // as much of the image as a nucleus's crop would show
    equivalentDiameter: (Math.min(image.width, image.height) * scale.diameter) / side,
  };
  return nucleusCrop(image, nuclei, place, side, scale);
}
