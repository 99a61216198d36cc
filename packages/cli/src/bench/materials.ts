import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { type Input, writeWhole } from '@leukolens/batch';
import { encodePng, type RgbImage, readImage } from '@leukolens/imaging';
import { drawSmear, openDataset } from '@leukolens/study';

/** Data sets timed where they are at hand: one of small images, one of larger. */
const SETS = ['cellavision', 'bloodseg'];
const IMAGES = 100;

export interface Material {
  readonly name: string;
  readonly images: readonly RgbImage[];
  /** Image files, these among them. */
  readonly files: readonly Input[];
}

/** Images to time, and files of them: of two data sets where a folder holds these, else synthetic ones. */
export async function materials(data: string | undefined, scratch: string): Promise<Material[]> {
  if (data === undefined)
    return Promise.all([synthetic('small', 300, 300, scratch), synthetic('large', 640, 480, scratch)]);
  return Promise.all(
    SETS.map(async (name) => {
      const { items } = await openDataset(name, data);
      const { sharpCodec } = await import('@leukolens/imaging/node');
      const decoded = await Promise.all(
        items.slice(0, IMAGES).map(async ({ imagePath }) => readImage(await readFile(imagePath), sharpCodec)),
      );
      const files = items.map(({ id, imagePath }) => ({ path: imagePath, name: id + extname(imagePath) }));
      return { name, images: decoded.map(({ image }) => image), files };
    }),
  );
}

async function synthetic(size: string, width: number, height: number, scratch: string): Promise<Material> {
  const images = Array.from({ length: 20 }, (_, seed) => drawSmear({ width, height, seed }).image);
  const { sharpCodec } = await import('@leukolens/imaging/node');
  const files = images.map((_, i) => ({ path: join(scratch, size, `${i}.png`), name: `${i}.png` }));
  await Promise.all(
    images.map(async (image, i) => writeWhole(files[i]!.path, await encodePng(image, sharpCodec))),
  );
  return { name: `synthetic, ${size}`, images, files };
}
