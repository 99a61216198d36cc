import type { RgbImage } from '../image.ts';
import type { Region } from '../slide/region.ts';

/** Grey levels by which a channel may vary along a line of plain frame: what lossy files leave of one colour. */
const PLAIN = 4;

/**
 * What of an image is not plain frame: rows and columns of one colour are peeled off its four sides (letterbox bars, a mount, an empty
 * canvas round a picture). An image of stripes or of one colour is all content.
 */
export function contentRectangle({ width, height, data }: RgbImage): Region {
  const whole = { left: 0, top: 0, width, height };
  let [left, top, right, bottom] = [0, 0, width, height];
  const row = (y: number) => plain(data, 3 * (y * width + left), 3, right - left);
  const column = (x: number) => plain(data, 3 * (top * width + x), 3 * width, bottom - top);
  for (let before = -1; before !== right - left + bottom - top; ) {
    before = right - left + bottom - top;
    while (top < bottom && row(top)) top++;
    while (top < bottom && row(bottom - 1)) bottom--;
    while (left < right && column(left)) left++;
    while (left < right && column(right - 1)) right--;
    if (top === bottom || left === right) return whole;
  }
  return { left, top, width: right - left, height: bottom - top };
}

/** Whether pixels in a line have one colour. */
function plain(data: Uint8Array, first: number, step: number, count: number): boolean {
  for (let channel = 0; channel < 3; channel++) {
    let [least, most] = [255, 0];
    for (let i = 0, at = first + channel; i < count; i++, at += step) {
      const level = data[at]!;
      if (level < least) least = level;
      if (level > most) most = level;
    }
    if (most - least > PLAIN) return false;
  }
  return true;
}
