import { rgbImage } from '@leukolens/imaging';
import { expect, test } from 'vitest';
import { outOfFocus, STRANGE_KINDS, strangePicture } from './strange-pictures.ts';

/** How many levels the picture's pixels of one channel have. */
const levels = (data: Uint8Array) => new Set(data.filter((_, i) => i % 3 === 0)).size;

test.each(STRANGE_KINDS)('%s: equal seeds give equal pictures, others others', (kind) => {
  const picture = strangePicture(kind, 32, 'a');
  expect(picture).toMatchObject({ width: 32, height: 32 });
  expect(picture.data).toEqual(strangePicture(kind, 32, 'a').data);
  expect(picture.data).not.toEqual(strangePicture(kind, 32, 'b').data);
});

test('a blank field is light and even, noise and textures are not', () => {
  for (let i = 0; i < 20; i++) {
    const blank = strangePicture('blank', 32, String(i)).data;
    expect(Math.min(...blank)).toBeGreaterThan(110);
    expect(levels(strangePicture('noise', 64, String(i)).data)).toBeGreaterThan(30);
    expect(levels(strangePicture('texture', 64, String(i)).data)).toBeGreaterThan(1);
  }
});

test('out of focus, a white point on black spreads over its surroundings and keeps its light', () => {
  const image = rgbImage(224, 224);
  for (let y = 102; y < 122; y++) image.data.fill(255, 3 * (y * 224 + 102), 3 * (y * 224 + 122));
  const { data } = outOfFocus(image, 'x');
  const sum = (of: Uint8Array) => of.reduce((total, level) => total + level, 0);
  expect(sum(data) / sum(image.data)).toBeCloseTo(1, 1);
  expect(data[3 * (98 * 224 + 112)]).toBeGreaterThan(20);
  expect(data).toEqual(outOfFocus(image, 'x').data);
});
