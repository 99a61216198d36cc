import fc from 'fast-check';
import { expect, test } from 'vitest';
import { greyImage, mask, rgbImage } from './image.ts';
import { planes, planesOf, rgbOf } from './planes.ts';

test("an image's samples stand channel by channel, as they are", () => {
  const image = rgbImage(2, 1, Uint8Array.of(1, 2, 3, 251, 252, 253));
  expect(planesOf(image)).toEqual(planes(3, 2, 1, Float32Array.of(1, 251, 2, 252, 3, 253)));
  expect(planesOf(greyImage(2, 1, Uint8Array.of(0, 255)))).toEqual(planes(1, 2, 1, Float32Array.of(0, 255)));
  expect(planesOf(mask(1, 2, Uint8Array.of(1, 0)))).toEqual(planes(1, 1, 2, Float32Array.of(1, 0)));
});

test('planes become an image by rounding, cut at black and white', () => {
  const three = planes(3, 2, 1, Float32Array.of(-5, 0.4, 0.6, 254.4, 255.5, 300));
  expect(rgbOf(three)).toEqual(rgbImage(2, 1, Uint8Array.of(0, 1, 255, 0, 254, 255)));
  expect(() => rgbOf(planes(1, 2, 1))).toThrow('a colour image has 3 planes, but 1 were given');
});

test('an image comes back from its planes', () => {
  const samples = fc.uint8Array({ minLength: 18, maxLength: 18 });
  fc.assert(
    fc.property(samples, (data) => {
      const image = rgbImage(3, 2, data);
      expect(rgbOf(planesOf(image))).toEqual(image);
    }),
  );
});

test('planes are zero unless given, and refused where their samples are not as many', () => {
  expect(planes(2, 3, 1).data).toEqual(new Float32Array(6));
  expect(() => planes(2, 3, 1, new Float32Array(5))).toThrow(
    '2 planes of 3 x 1 pixels hold 6 samples, but 5 were given',
  );
});
