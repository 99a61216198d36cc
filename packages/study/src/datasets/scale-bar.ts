import { type RgbImage, rgbImage } from '@leukolens/imaging';
import type { Dataset } from './dataset.ts';

/** Side of the pictures of aria-all; the corner that its scale bar lies in, and the patch whose mean is put there (DESIGN 4). */
const SIDE = 224;
const CORNER = { left: 165, top: 195 };
const PATCH = { left: 150, top: 180, right: 165, bottom: 195 };

/** Where a scale bar may be, as shares of width and height: from here to the right and downwards. */
export const SCALE_BAR_CORNER = { left: CORNER.left / SIDE, top: CORNER.top / SIDE } as const;

/**
 * A picture of aria-all without its burned-in scale bar, whose colour and text go with the class. Done on every picture, in
 * training and in testing; a picture of another size is none of theirs, and stays.
 */
export function withoutScaleBar(image: RgbImage): RgbImage {
  const { width, height } = image;
  if (width !== SIDE || height !== SIDE) return image;
  const result = rgbImage(width, height, image.data.slice());
  const sum = [0, 0, 0];
  for (let y = PATCH.top; y < PATCH.bottom; y++) {
    for (let x = PATCH.left; x < PATCH.right; x++) {
      for (let channel = 0; channel < 3; channel++) {
        sum[channel]! += image.data[3 * (y * width + x) + channel]!;
      }
    }
  }
  const pixels = (PATCH.right - PATCH.left) * (PATCH.bottom - PATCH.top);
  const mean = sum.map((each) => Math.round(each / pixels));
  for (let y = CORNER.top; y < height; y++) {
    for (let x = CORNER.left; x < width; x++) result.data.set(mean, 3 * (y * width + x));
  }
  return result;
}

/** A picture as it is shown to classifiers: without its scale bar, where its set burns one in. */
export function withoutScaleBarOf(image: RgbImage, { name }: Pick<Dataset, 'name'>): RgbImage {
  return name === 'aria-all' ? withoutScaleBar(image) : image;
}
