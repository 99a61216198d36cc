import type { LabelImage, RgbImage } from '@leukolens/imaging';

/** The colour of the paper's outlines. */
const CYAN = [0, 255, 255] as const;
/** Pixels of the image's shorter side to one pixel of line. */
const PIXELS_PER_LINE = 400;

/**
 * Draws every object's outermost pixels in cyan into the image; where objects touch, each has its line. The line
 * is 1 pixel wide, and wider by 2 for every 800 pixels of the image's shorter side.
 */
export function drawOutlines(image: RgbImage, labels: LabelImage): void {
  const { width, height } = image;
  const reach = Math.floor(Math.min(width, height) / PIXELS_PER_LINE / 2);
  const at = labels.data;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const i = y * width + x;
      const label = at[i]!;
      if (label === 0) continue;
      const inside =
        x > 0 &&
        x < width - 1 &&
        y > 0 &&
        y < height - 1 &&
        at[i - 1] === label &&
        at[i + 1] === label &&
        at[i - width] === label &&
        at[i + width] === label;
      if (!inside) drawDot(image, x, y, reach);
    }
  }
}

function drawDot({ data, width, height }: RgbImage, x: number, y: number, reach: number): void {
  for (let v = Math.max(0, y - reach); v <= Math.min(height - 1, y + reach); v++) {
    for (let u = Math.max(0, x - reach); u <= Math.min(width - 1, x + reach); u++) {
      data.set(CYAN, (v * width + u) * 3);
    }
  }
}
