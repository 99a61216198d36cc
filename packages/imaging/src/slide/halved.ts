import { type RgbImage, rgbImage } from '../image.ts';

/** The image at half its size, each pixel the rounded mean of four; an odd last row or column is repeated. */
export function halved({ width, height, data }: RgbImage): RgbImage {
  const half = rgbImage(Math.ceil(width / 2), Math.ceil(height / 2));
  for (let y = 0, to = 0; y < half.height; y++) {
    const above = 6 * y * width;
    const below = 3 * Math.min(2 * y + 1, height - 1) * width;
    for (let x = 0; x < half.width; x++) {
      const left = 6 * x;
      const right = 3 * Math.min(2 * x + 1, width - 1);
      for (let channel = 0; channel < 3; channel++) {
        const sum =
          data[above + left + channel]! +
          data[above + right + channel]! +
          data[below + left + channel]! +
          data[below + right + channel]!;
        half.data[to++] = (sum + 2) >> 2;
      }
    }
  }
  return half;
}
