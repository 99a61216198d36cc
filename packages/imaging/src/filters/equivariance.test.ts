import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { colourConstancy } from '../colour/colour-constancy.ts';
import { magentaSaturation } from '../colour/magenta-saturation.ts';
import { type GreyImage, greyImage, type RgbImage, rgbImage } from '../image.ts';
import { PlaneFilter } from './plane-filter.ts';

type Pixels = RgbImage | GreyImage;

/** The image with the pixel (x, y) of the result taken from where `from` says. */
function moved<Image extends Pixels>(
  image: Image,
  [width, height]: readonly [number, number],
  from: (x: number, y: number) => readonly [number, number],
): Image {
  const channels = image.kind === 'rgb' ? 3 : 1;
  const data = new Uint8Array(image.data.length);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const [u, v] = from(x, y);
      const at = (v * image.width + u) * channels;
      data.set(image.data.subarray(at, at + channels), (y * width + x) * channels);
    }
  }
  return (image.kind === 'rgb' ? rgbImage(width, height, data) : greyImage(width, height, data)) as Image;
}

const MOVES: Record<string, <Image extends Pixels>(image: Image) => Image> = {
  'left to right': (i) => moved(i, [i.width, i.height], (x, y) => [i.width - 1 - x, y]),
  'top to bottom': (i) => moved(i, [i.width, i.height], (x, y) => [x, i.height - 1 - y]),
  'a quarter turn': (i) => moved(i, [i.height, i.width], (x, y) => [y, i.height - 1 - x]),
  'half a turn': (i) => moved(i, [i.width, i.height], (x, y) => [i.width - 1 - x, i.height - 1 - y]),
  'three quarters': (i) => moved(i, [i.height, i.width], (x, y) => [i.width - 1 - y, x]),
};

const images = fc
  .tuple(fc.integer({ min: 1, max: 24 }), fc.integer({ min: 1, max: 24 }))
  .chain(([width, height]) =>
    fc
      .uint8Array({ minLength: width * height * 3, maxLength: width * height * 3 })
      .map((data) => rgbImage(width, height, data)),
  );

describe.each(Object.entries(MOVES))('turned over %s', (_, move) => {
  test('colour constancy and magenta times saturation give the turned result', () => {
    fc.assert(
      fc.property(images, (image) => {
        const constant = colourConstancy(image);
        expect(colourConstancy(move(image))).toEqual(move(constant));
        expect(magentaSaturation(move(constant))).toEqual(move(magentaSaturation(constant)));
      }),
      { numRuns: 40, seed: 5 },
    );
  });

  test('the bilateral filter gives the turned result within 1 level, as its float32 sums are taken in order', () => {
    const filter = new PlaneFilter({ diameter: 9, sigma: 50 });
    fc.assert(
      fc.property(images, (image) => {
        const plane = magentaSaturation(image);
        const turned = move(filter.grey(plane).image).data;
        const direct = filter.grey(move(plane)).image.data;
        expect(direct.every((level, i) => Math.abs(level - turned[i]!) <= 1)).toBe(true);
      }),
      { numRuns: 40, seed: 6 },
    );
  });
});
