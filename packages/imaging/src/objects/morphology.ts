import { type Mask, mask } from '../image.ts';
import { complement, type Runs, runsOfMask } from './runs.ts';

/**
 * Dilation by OpenCV's ellipse, `cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * radius + 1, 2 * radius + 1))`;
 * pixels beyond the border count as outside, as with `cv2.dilate`.
 * @param radius 1 to 8, in pixels
 * @throws RangeError for another radius
 */
export function dilate(image: Mask, radius: number): Mask {
  if (!Number.isInteger(radius) || radius < 1 || radius > 8) {
    throw new RangeError(`the radius of a dilation is a whole number from 1 to 8, but ${radius} was given`);
  }
  return dilated(runsOfMask(image), ellipse(radius));
}

/** Dilation by a square of `size` x `size` pixels (odd, 1 to 31), as `cv2.dilate(image, np.ones((size, size)))`. */
export function dilateRect(image: Mask, size: number): Mask {
  return dilated(runsOfMask(image), square(size));
}

/**
 * Erosion by a square of `size` x `size` pixels (odd, 1 to 31), as `cv2.erode(image, np.ones((size, size)))`:
 * pixels beyond the border count as inside. It is the dilation of the background.
 */
export function erodeRect(image: Mask, size: number): Mask {
  const eroded = dilated(complement(runsOfMask(image)), square(size));
  for (let i = 0; i < eroded.data.length; i++) eroded.data[i]! ^= 1;
  return eroded;
}

/** Closing, dilation then erosion by a square (odd size, 1 to 31), as `cv2.morphologyEx(..., cv2.MORPH_CLOSE, ...)`. */
export function closing(image: Mask, size: number): Mask {
  return erodeRect(dilateRect(image, size), size);
}

/** Half the width of each row of OpenCV's ellipse: sqrt(radius² - dy²), rounded. */
function ellipse(radius: number): Int32Array {
  const halfWidths = new Int32Array(2 * radius + 1);
  for (let dy = -radius; dy <= radius; dy++) {
    // The square root of a whole number is never a half, so that rounding has no ties.
    halfWidths[dy + radius] = Math.round(Math.sqrt(radius * radius - dy * dy));
  }
  return halfWidths;
}

function square(size: number): Int32Array {
  if (!Number.isInteger(size) || size < 1 || size > 31 || size % 2 === 0) {
    throw new RangeError(`the size of a square is an odd number from 1 to 31, but ${size} was given`);
  }
  return new Int32Array(size).fill((size - 1) / 2);
}

/** Every run painted into the rows that the structuring element reaches, wider by that row's half-width. */
function dilated({ width, height, first, start, end }: Runs, halfWidths: Int32Array): Mask {
  const image = mask(width, height);
  const reach = (halfWidths.length - 1) / 2;
  for (let y = 0; y < height; y++) {
    const above = Math.max(-reach, -y);
    const below = Math.min(reach, height - 1 - y);
    for (let r = first[y]!; r < first[y + 1]!; r++) {
      for (let dy = above; dy <= below; dy++) {
        const row = (y + dy) * width;
        const extra = halfWidths[dy + reach]!;
        image.data.fill(1, row + Math.max(start[r]! - extra, 0), row + Math.min(end[r]! + extra, width));
      }
    }
  }
  return image;
}
