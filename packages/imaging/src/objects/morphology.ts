import type { Mask } from '../image.ts';
import { complement, maskOfRuns, type Runs, RunWriter, runsOfMask } from './runs.ts';

/**
 * Dilation by OpenCV's ellipse, `cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * radius + 1, 2 * radius + 1))`;
 * pixels beyond the border count as outside, as with `cv2.dilate`.
 * @param radius 1 to 16, in pixels
 * @throws RangeError for another radius
 */
export function dilate(image: Mask, radius: number): Mask {
  if (!Number.isInteger(radius) || radius < 1 || radius > 16) {
    throw new RangeError(`the radius of a dilation is a whole number from 1 to 16, but ${radius} was given`);
  }
  return maskOfRuns(dilated(runsOfMask(image), ellipse(radius)));
}

/** Dilation by a square of `size` x `size` pixels (odd, 1 to 31), as `cv2.dilate(image, np.ones((size, size)))`. */
export function dilateRect(image: Mask, size: number): Mask {
  return maskOfRuns(dilated(runsOfMask(image), square(size)));
}

/**
 * Erosion by a square of `size` x `size` pixels (odd, 1 to 31), as `cv2.erode(image, np.ones((size, size)))`:
 * pixels beyond the border count as inside.
 */
export function erodeRect(image: Mask, size: number): Mask {
  return maskOfRuns(eroded(runsOfMask(image), square(size)));
}

/** Closing, dilation then erosion by a square (odd size, 1 to 31), as `cv2.morphologyEx(..., cv2.MORPH_CLOSE, ...)`. */
export function closing(image: Mask, size: number): Mask {
  return maskOfRuns(closedRuns(runsOfMask(image), size));
}

/** `closing` on runs. */
export function closedRuns(runs: Runs, size: number): Runs {
  const element = square(size);
  return size === 1 ? runs : eroded(dilated(runs, element), element);
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

/** Erosion is the dilation of the background. */
function eroded(runs: Runs, halfWidths: Int32Array): Runs {
  return complement(dilated(complement(runs), halfWidths));
}

/** In each row the union of the runs of all rows within reach, each widened by its row's half-width. */
function dilated({ width, height, first, start, end }: Runs, halfWidths: Int32Array): Runs {
  const writer = new RunWriter(width, height);
  const reach = (halfWidths.length - 1) / 2;
  const next = new Int32Array(halfWidths.length); // the leftmost run of each row that is not yet taken
  for (let y = 0; y < height; y++) {
    const top = Math.max(0, y - reach);
    const bottom = Math.min(height - 1, y + reach);
    for (let row = top; row <= bottom; row++) next[row - top] = first[row]!;
    let from = -1; // the run being put together, none yet
    let to = -1;
    for (;;) {
      let leftmost = Number.POSITIVE_INFINITY;
      let taken = -1;
      for (let row = top; row <= bottom; row++) {
        const run = next[row - top]!;
        if (run === first[row + 1]!) continue;
        const left = start[run]! - halfWidths[row - y + reach]!;
        if (left < leftmost) {
          leftmost = left;
          taken = row;
        }
      }
      if (taken < 0) break;
      const right = Math.min(width, end[next[taken - top]!++]! + halfWidths[taken - y + reach]!);
      if (from < 0 || leftmost > to) {
        if (from >= 0) writer.push(from, to);
        from = Math.max(0, leftmost);
        to = right;
      } else if (right > to) to = right;
    }
    if (from >= 0) writer.push(from, to);
    writer.endRow();
  }
  return writer.runs();
}
