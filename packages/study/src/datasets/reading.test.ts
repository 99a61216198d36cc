import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { encodePng, greyImage, labelImage, rgbImage } from '@leukolens/imaging';
import { sharpCodec } from '@leukolens/imaging/node';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { imageReading } from './reading.ts';
import { temporaryTree } from './testing/temporary-tree.ts';

const reading = imageReading(sharpCodec);

test('images are read in colour, masks with their grey values as they are', async () => {
  const folder = await temporaryTree([]);
  const grey = greyImage(3, 1, Uint8Array.of(0, 128, 255));
  await writeFile(join(folder, 'grey.png'), await encodePng(grey, sharpCodec));
  expect(await reading.mask(join(folder, 'grey.png'))).toEqual(grey);
  const colour = rgbImage(2, 1, Uint8Array.of(250, 255, 255, 1, 2, 3));
  await writeFile(join(folder, 'colour.png'), await encodePng(colour, sharpCodec));
  expect(await reading.image(join(folder, 'colour.png'))).toEqual(colour);
  expect(await reading.mask(join(folder, 'colour.png'))).toEqual(colour);
});

test('object numbers: PNG of 16 bits, and of 8 where it is stated', async () => {
  const folder = await temporaryTree([]);
  const deep = labelImage(4, 1, Uint16Array.of(0, 1, 300, 2));
  await writeFile(join(folder, 'deep.png'), await encodePng(deep, sharpCodec));
  expect(await reading.mask(join(folder, 'deep.png'))).toEqual(deep);
  await expect(reading.mask(join(folder, 'deep.png'), 'levels')).rejects.toThrow('16 bits');
  const few = greyImage(3, 1, Uint8Array.of(0, 1, 255));
  await writeFile(join(folder, 'few.png'), await encodePng(few, sharpCodec));
  expect(await reading.mask(join(folder, 'few.png'))).toEqual(few);
  const labels = labelImage(3, 1, Uint16Array.of(0, 1, 255));
  expect(await reading.mask(join(folder, 'few.png'), 'labels')).toEqual(labels);
  await sharp(few.data, { raw: { width: 3, height: 1, channels: 1 } })
    .toColourspace('b-w')
    .tiff({ compression: 'lzw' })
    .toFile(join(folder, 'few.tif'));
  expect(await reading.mask(join(folder, 'few.tif'), 'labels')).toEqual(labels);
  await sharp(few.data, { raw: { width: 3, height: 1, channels: 1 } })
    .jpeg()
    .toFile(join(folder, 'few.jpg'));
  await expect(reading.mask(join(folder, 'few.jpg'), 'labels')).rejects.toThrow('this is a JPEG');
});

test('outlines: by name, or where it is stated', async () => {
  const folder = await temporaryTree({
    'a.geojson': '[]',
    'b.JSON': '\ufeff{"type":"FeatureCollection","features":[]}',
    'c.txt': '[]',
    'd.geojson': '{',
  });
  for (const name of ['a.geojson', 'b.JSON']) {
    expect(await reading.mask(join(folder, name))).toEqual({ kind: 'outlines', name, features: [] });
  }
  expect(await reading.mask(join(folder, 'c.txt'), 'geojson')).toMatchObject({ kind: 'outlines' });
  await expect(reading.mask(join(folder, 'c.txt'))).rejects.toThrow('not an image');
  await expect(reading.mask(join(folder, 'd.geojson'))).rejects.toThrow('d.geojson is not GeoJSON');
  await writeFile(join(folder, 'e.geojson'), Uint8Array.of(0x5b, 0xff, 0x5d));
  await expect(reading.mask(join(folder, 'e.geojson'))).rejects.toThrow('e.geojson is not UTF-8');
});

test('a mask whose values would have to be guessed at is refused', async () => {
  const folder = await temporaryTree({ 'note.png': 'not an image' });
  const deep = { width: 2, height: 1, channels: 1 as const, data: Uint16Array.of(0, 65_535) };
  await writeFile(join(folder, 'deep.png'), await sharpCodec.encodePng(deep));
  await expect(reading.mask(join(folder, 'deep.png'))).rejects.toThrow('16 bits');
  await expect(reading.mask(join(folder, 'note.png'))).rejects.toThrow();
});
