import sharp from 'sharp';
import { expect, test } from 'vitest';
import { encodePng } from '../encode/png.ts';
import { greyImage, labelImage, rgbImage } from '../image.ts';
import { readGrey, readLabels } from './read-truth.ts';
import { sharpCodec } from './sharp-codec.ts';
import { bmpFile } from './testing/bmp-file.ts';

test('the values of a mask are untouched', async () => {
  const mask = greyImage(3, 2, Uint8Array.of(0, 128, 255, 255, 1, 0));
  expect(await readGrey(await encodePng(mask, sharpCodec), sharpCodec)).toEqual(mask);
});

test('a colour image that is grey counts as one channel, in PNG as in BMP', async () => {
  const rgb = rgbImage(2, 1, Uint8Array.of(128, 128, 128, 255, 255, 255));
  const grey = greyImage(2, 1, Uint8Array.of(128, 255));
  expect(await readGrey(await encodePng(rgb, sharpCodec), sharpCodec)).toEqual(grey);
  const palette = [
    [128, 128, 128],
    [255, 255, 255],
  ];
  const bmp = bmpFile({ width: 2, height: 1, bitsPerPixel: 8, palette, pixels: [0, 1, 0, 0] });
  expect(await readGrey(bmp, sharpCodec)).toEqual(grey);
});

test('colours, transparency and 16 bits are refused as masks', async () => {
  const colour = await encodePng(rgbImage(1, 1, Uint8Array.of(1, 1, 2)), sharpCodec);
  await expect(readGrey(colour, sharpCodec)).rejects.toThrow('expected one channel (grey)');
  const clear = sharp(Uint8Array.of(255, 0), { raw: { width: 1, height: 1, channels: 2 } });
  const transparent = await clear.toColourspace('b-w').png().toBuffer();
  await expect(readGrey(transparent, sharpCodec)).rejects.toThrow('transparent pixels');
  const deep = await encodePng(labelImage(1, 1, Uint16Array.of(255)), sharpCodec);
  await expect(readGrey(deep, sharpCodec)).rejects.toThrow('16 bits a sample, expected a mask of 8');
});

test('labels keep 16 bits, and may have 8', async () => {
  const labels = labelImage(3, 1, Uint16Array.of(0, 300, 65535));
  expect(await readLabels(await encodePng(labels, sharpCodec), sharpCodec)).toEqual(labels);
  const few = await encodePng(greyImage(2, 1, Uint8Array.of(0, 7)), sharpCodec);
  expect(await readLabels(few, sharpCodec)).toEqual(labelImage(2, 1, Uint16Array.of(0, 7)));
});
