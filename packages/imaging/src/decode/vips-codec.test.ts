import sharp from 'sharp';
import { expect, test } from 'vitest';
import Vips from 'wasm-vips';
import { encodePng } from '../encode/png.ts';
import { greyImage, labelImage, rgbImage } from '../image.ts';
import { readImage } from './read-image.ts';
import { readGrey, readLabels } from './read-truth.ts';
import { sharpCodec } from './sharp-codec.ts';
import { vipsCodec } from './vips-codec.ts';

/** Damaged files are refused by an error; libvips need not write to the console as well. */
const beQuiet = (module: { ENV: Record<string, string> }): void => {
  module.ENV.VIPS_WARNING = '0';
};
const codec = vipsCodec(await Vips({ dynamicLibraries: [], preRun: beQuiet }));
const noise = Uint8Array.from({ length: 40 * 30 * 3 }, (_, i) => (i * i * 31 + (i >> 3) * 17) & 255);
const picture = rgbImage(40, 30, noise);

test('what it writes, sharp reads back, and the other way round', async () => {
  const grey = greyImage(4, 1, Uint8Array.of(0, 9, 128, 255));
  const labels = labelImage(2, 1, Uint16Array.of(0, 300));
  for (const [writer, reader] of [
    [codec, sharpCodec],
    [sharpCodec, codec],
  ] as const) {
    expect((await readImage(await encodePng(picture, writer), reader)).image).toEqual(picture);
    expect(await readGrey(await encodePng(grey, writer), reader)).toEqual(grey);
    expect(await readLabels(await encodePng(labels, writer), reader)).toEqual(labels);
  }
});

test('reads what it wrote', async () => {
  const labels = labelImage(2, 1, Uint16Array.of(0, 300));
  expect(await readLabels(await encodePng(labels, codec), codec)).toEqual(labels);
  expect((await readImage(await encodePng(picture, codec), codec)).image).toEqual(picture);
});

test.each(['jpeg', 'webp', 'tiff', 'gif'] as const)(
  'gives the pixels that sharp gives: %s',
  async (format) => {
    const file = await sharp(noise, { raw: { width: 40, height: 30, channels: 3 } })
      .toFormat(format)
      .toBuffer();
    expect(await readImage(file, codec)).toEqual(await readImage(file, sharpCodec));
  },
);

test('refuses what is cut short, too large, or would come out black', async () => {
  const file = await encodePng(picture, codec);
  await expect(readImage(file.subarray(0, 2000), codec)).rejects.toThrow('the PNG file is truncated');
  await expect(readImage(file, codec, { maxPixels: 1000 })).rejects.toThrow(
    '40 x 30 pixels are over the limit',
  );
});
