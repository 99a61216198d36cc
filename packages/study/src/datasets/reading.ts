import { readFile } from 'node:fs/promises';
import {
  type GreyImage,
  type ImageCodec,
  ImageError,
  type ReadOptions,
  type RgbImage,
  readGrey,
  readImage,
} from '@leukolens/imaging';

/** How the files of a data set become pixels. */
export interface ImageReading {
  /** Decodes an image file as 8-bit colour. */
  readonly image: (path: string) => Promise<RgbImage>;
  /** Decodes a mask file, its grey values as they are; in colour where lossy compression left it so. */
  readonly mask: (path: string) => Promise<GreyImage | RgbImage>;
}

/** Reads files with the codec, up to the size that the options allow. What cannot be read throws an `ImageError` or the file system's error. */
export function imageReading(codec: ImageCodec, options: ReadOptions = {}): ImageReading {
  return {
    image: async (path) => (await readImage(await readFile(path), codec, options)).image,
    mask: async (path) => {
      const bytes = await readFile(path);
      try {
        return await readGrey(bytes, codec, options);
      } catch (error) {
        if (!(error instanceof ImageError && error.code === 'unsupported')) throw error;
        const { image, notes } = await readImage(bytes, codec, options);
        if (notes.length > 0) throw error; // 16 bits or transparency: its values would have to be guessed at
        return image;
      }
    },
  };
}
