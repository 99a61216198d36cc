import { expect, test } from 'vitest';
import { type RgbImage, rgbImage } from '../image.ts';
import { contentRectangle } from './content-rectangle.ts';
import { cropRgb } from './crop-rgb.ts';

/** Grey levels typed as rows. */
function picture(rows: readonly (readonly number[])[]): RgbImage {
  const image = rgbImage(rows[0]!.length, rows.length);
  rows.flat().forEach((level, i) => {
    image.data.fill(level, 3 * i, 3 * i + 3);
  });
  return image;
}

const framed = picture([
  [9, 9, 9, 9, 9],
  [9, 9, 50, 90, 9],
  [9, 9, 70, 10, 9],
  [9, 9, 9, 9, 9],
  [9, 9, 9, 9, 9],
]);

test('plain rows and columns are peeled off all four sides', () => {
  expect(contentRectangle(framed)).toEqual({ left: 2, top: 1, width: 2, height: 2 });
});

test('frames in frames, of different colours', () => {
  const bars = picture([
    [0, 0, 0, 0],
    [200, 50, 90, 255],
    [200, 70, 10, 255],
  ]);
  expect(contentRectangle(bars)).toEqual({ left: 1, top: 1, width: 2, height: 2 });
});

test('a frame may vary by what lossy files leave; content may hold plain lines', () => {
  const lossy = picture([
    [9, 13, 12],
    [0, 40, 0],
    [5, 5, 5],
    [30, 0, 60],
  ]);
  expect(contentRectangle(lossy)).toEqual({ left: 0, top: 1, width: 3, height: 3 });
});

test.each([
  ['one colour', [[7, 7, 7]]],
  [
    'stripes down',
    [
      [0, 99, 0, 99],
      [0, 99, 0, 99],
    ],
  ],
  [
    'stripes across',
    [
      [0, 0],
      [99, 99],
      [0, 0],
    ],
  ],
  [
    'two halves',
    [
      [0, 0, 99, 99],
      [0, 0, 99, 99],
    ],
  ],
  [
    'a bar',
    [
      [9, 9, 9],
      [9, 50, 9],
      [9, 50, 9],
      [9, 50, 9],
      [9, 9, 9],
    ],
  ],
  ['a line down', [[1], [60], [9]]],
])('an image of %s is all content', (_, rows) => {
  const [width, height] = [rows[0]!.length, rows.length];
  expect(contentRectangle(picture(rows))).toEqual({ left: 0, top: 0, width, height });
});

test('a part of an image is cut out; all of it is the image itself', () => {
  const part = cropRgb(framed, contentRectangle(framed));
  expect([part.width, part.height]).toEqual([2, 2]);
  expect([...part.data].filter((_, i) => i % 3 === 0)).toEqual([50, 90, 70, 10]);
  expect(cropRgb(framed, { left: 0, top: 0, width: 5, height: 5 })).toBe(framed);
});
