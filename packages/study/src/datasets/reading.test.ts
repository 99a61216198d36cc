import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { encodePng, greyImage, rgbImage } from '@leukolens/imaging';
import { sharpCodec } from '@leukolens/imaging/node';
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

test('a mask whose values would have to be guessed at is refused', async () => {
  const folder = await temporaryTree({ 'note.png': 'not an image' });
  const deep = { width: 2, height: 1, channels: 1 as const, data: Uint16Array.of(0, 65_535) };
  await writeFile(join(folder, 'deep.png'), await sharpCodec.encodePng(deep));
  await expect(reading.mask(join(folder, 'deep.png'))).rejects.toThrow('16 bits');
  await expect(reading.mask(join(folder, 'note.png'))).rejects.toThrow();
});
