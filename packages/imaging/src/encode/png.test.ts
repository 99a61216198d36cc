import { expect, test } from 'vitest';
import { characters } from '../decode/format.ts';
import { readGrey } from '../decode/read-truth.ts';
import { sharpCodec } from '../decode/sharp-codec.ts';
import { type AnyImage, greyImage, labelImage, mask, rgbImage } from '../image.ts';
import { encodePng } from './png.ts';

test('a mask becomes grey of 0 and 255', async () => {
  const file = await encodePng(mask(3, 1, Uint8Array.of(0, 1, 1)), sharpCodec);
  expect(await readGrey(file, sharpCodec)).toEqual(greyImage(3, 1, Uint8Array.of(0, 255, 255)));
});

// Bytes 24 and 25 of a PNG are bits a sample and colour type (0 grey, 2 RGB).
test.each<[string, AnyImage, number, number]>([
  ['RGB', rgbImage(2, 2), 8, 2],
  ['grey', greyImage(2, 2), 8, 0],
  ['mask', mask(2, 2), 8, 0],
  ['labels', labelImage(2, 2), 16, 0],
])('%s: depth and colour type', async (_, image, depth, colourType) => {
  const file = await encodePng(image, sharpCodec);
  expect([file[24], file[25]]).toEqual([depth, colourType]);
});

test('equal images give equal bytes, with no metadata among them', async () => {
  const image = rgbImage(
    50,
    40,
    Uint8Array.from({ length: 6000 }, (_, i) => (i * 7) & 255),
  );
  const file = await encodePng(image, sharpCodec);
  expect(await encodePng(rgbImage(50, 40, image.data.slice()), sharpCodec)).toEqual(file);
  const text = characters(file, 0, file.length);
  for (const chunk of ['tEXt', 'iTXt', 'zTXt', 'eXIf', 'iCCP', 'tIME']) expect(text).not.toContain(chunk);
});
