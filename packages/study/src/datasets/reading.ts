import { readFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import {
  type GreyImage,
  type ImageCodec,
  ImageError,
  imageFormat,
  type LabelImage,
  type ReadOptions,
  type RgbImage,
  readGrey,
  readImage,
  readLabels,
} from '@leukolens/imaging';
import { DatasetError } from './dataset.ts';
import { type DrawnOutlines, readOutlines } from './geojson.ts';
import { kindByName, type MaskFile, type MaskKind } from './mask-file.ts';

/** How the files of a data set become pixels. */
export interface ImageReading {
  /** Decodes an image file as 8-bit colour. */
  readonly image: (path: string) => Promise<RgbImage>;
  /**
   * Reads a mask file: grey values as they are (in colour where lossy compression left it so), object numbers, or outlines.
   * Unless the kind is given, a name in .geojson or .json says outlines, a PNG of 16 bits is object numbers, and every other
   * image grey levels.
   */
  readonly mask: (path: string, kind?: MaskKind) => Promise<MaskFile>;
}

const MOST_OUTLINE_BYTES = 256 * 2 ** 20;

/**
 * Reads files with the codec, up to the size that the options allow. What cannot be read throws an `ImageError`, a
 * `DatasetError` or the file system's error.
 */
export function imageReading(codec: ImageCodec, options: ReadOptions = {}): ImageReading {
  return {
    image: async (path) => (await readImage(await readFile(path), codec, options)).image,
    mask: async (path, kind = kindByName(path)) => {
      if (kind === 'geojson') return outlinesIn(path);
      const bytes = await readFile(path);
      if (kind === 'labels') return numberedObjects(bytes);
      return kind === undefined && isDeepPng(bytes) ? likelyObjects(bytes) : greyLevels(bytes);
    },
  };

  async function greyLevels(bytes: Uint8Array): Promise<GreyImage | RgbImage> {
    try {
      return await readGrey(bytes, codec, options);
    } catch (error) {
      if (!(error instanceof ImageError && error.code === 'unsupported')) throw error;
      const { image, notes } = await readImage(bytes, codec, options);
      if (notes.length > 0) throw error; // 16 bits or transparency: its values would have to be guessed at
      return image;
    }
  }

  async function numberedObjects(bytes: Uint8Array): Promise<LabelImage> {
    if (imageFormat(bytes) === 'jpeg') {
      throw new ImageError(
        'unsupported',
        'this is a JPEG, which does not keep object numbers: save labels as PNG',
      );
    }
    return readLabels(bytes, codec, options);
  }

  /** No image has so many objects that the highest number of 16 bits is one of them: that is white. */
  async function likelyObjects(bytes: Uint8Array): Promise<LabelImage> {
    const labels = await numberedObjects(bytes);
    if (labels.data.includes(65_535)) {
      throw new ImageError(
        'unsupported',
        'this has 16 bits a sample and the value 65535: save grey levels with 8 bits, or state maskKind labels in manifest.csv',
      );
    }
    return labels;
  }
}

/** Whether a file is a PNG whose header says 16 bits a sample. */
function isDeepPng(bytes: Uint8Array): boolean {
  return imageFormat(bytes) === 'png' && bytes[24] === 16;
}

async function outlinesIn(path: string): Promise<DrawnOutlines> {
  const name = basename(path);
  const { size } = await stat(path);
  if (size > MOST_OUTLINE_BYTES) {
    throw new DatasetError(`${name} is ${size} bytes; outlines may have up to ${MOST_OUTLINE_BYTES}`);
  }
  const bytes = await readFile(path);
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new DatasetError(`${name} is not UTF-8 text, which GeoJSON is`);
  }
  return readOutlines(text, name);
}
