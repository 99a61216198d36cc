import { type BmpHeader, readBmpHeader } from './bmp-header.ts';
import { FORMAT_NAMES, type ImageFormat, imageFormat } from './format.ts';
import { jpegHeader } from './header-jpeg.ts';
import { pngHeader } from './header-png.ts';
import { tiffHeader } from './header-tiff.ts';
import { webpHeader } from './header-webp.ts';
import { ImageError } from './image-error.ts';

/** What a format's header says; sizes in pixels, as stored. */
export interface StoredSize {
  readonly width: number;
  readonly height: number;
  /** How to turn the stored pixels upright, 1 to 8 (EXIF 2.3, tag 274); absent: 1. */
  readonly orientation?: number;
  /** Frames of an animation, where the header counts them. */
  readonly frames?: number;
  /** The samples beyond the colour have no stated meaning, so they are not alpha. */
  readonly hasUnknownSamples?: boolean;
}

export interface ImageHeader extends StoredSize {
  readonly format: ImageFormat;
}

const READERS: Readonly<Record<ImageFormat, (bytes: Uint8Array, view: DataView) => StoredSize>> = {
  bmp: (_, view) => bmpSize(readBmpHeader(view)),
  png: pngHeader,
  jpeg: jpegHeader,
  tiff: (_, view) => tiffHeader(view),
  webp: webpHeader,
  gif: (_, view) => ({ width: view.getUint16(6, true), height: view.getUint16(8, true) }),
};

/**
 * Format and size of an image file, from its header alone: nothing is decompressed, so that a file can be refused
 * before any memory is spent on it. Sizes are those stored, before the orientation is applied.
 * @throws ImageError where the file is no image that is read here, or declares no pixels
 */
export function probeImage(bytes: Uint8Array): ImageHeader {
  const format = imageFormat(bytes);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const header = { format, ...insideTheFile(format, () => READERS[format](bytes, view)) };
  if (header.width < 1 || header.height < 1) {
    throw new ImageError(
      'corrupt',
      `the ${FORMAT_NAMES[format]} header declares ${header.width} x ${header.height} pixels`,
    );
  }
  return header;
}

/** Without what only the decoder needs. */
function bmpSize({ width, height }: BmpHeader): StoredSize {
  return { width, height };
}

/** Runs a parser; a read past the end of the file (`DataView`'s `RangeError`) is a file that was cut short. */
function insideTheFile<Result>(format: ImageFormat, parse: () => Result): Result {
  try {
    return parse();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    const message = `the ${FORMAT_NAMES[format]} file is truncated: its header points past its end`;
    throw new ImageError('truncated', message, { cause: error });
  }
}
