import type { BmpHeader } from './bmp-header.ts';
import { ImageError } from './image-error.ts';

const END_OF_LINE = 0;
const END_OF_BITMAP = 1;
const MOVE = 2;

/**
 * Palette indices of a run-length coded BMP (Windows: RLE8 and RLE4), one byte a pixel, rows from the top. Pixels that
 * the runs skip have index 0.
 * @throws ImageError `truncated` where the runs end before the picture does, `corrupt` where they leave it
 */
export function expandRuns(bytes: Uint8Array, header: BmpHeader): Uint8Array {
  const { width, height, bitsPerPixel, isTopDown } = header;
  const indices = new Uint8Array(width * height);
  let position = header.pixelOffset;
  let x = 0;
  let y = 0;

  const next = (): number => {
    const byte = bytes[position++];
    if (byte === undefined)
      throw new ImageError('truncated', 'the BMP file is truncated: its runs end early');
    return byte;
  };
  const put = (index: number): void => {
    // A run of 4 bits holds whole bytes, so the last one of a row may bring a pixel too many.
    if (x > width) throw new ImageError('corrupt', 'the BMP file is damaged: a run leaves its row');
    if (x < width) indices[(isTopDown ? y : height - 1 - y) * width + x] = index;
    x++;
  };
  /** The n-th index that a byte holds: one of 8 bits, or two of 4, the higher first. */
  const indexIn = (byte: number, n: number): number => {
    if (bitsPerPixel === 8) return byte;
    return n % 2 === 0 ? byte >> 4 : byte & 15;
  };
  const putLiterals = (count: number): void => {
    const start = position;
    let byte = 0;
    for (let n = 0; n < count; n++) {
      if (bitsPerPixel === 8 || n % 2 === 0) byte = next();
      put(indexIn(byte, n));
    }
    if ((position - start) % 2 === 1) position++;
  };

  for (;;) {
    if (y === height || (y === height - 1 && x >= width)) return indices;
    if (y > height) throw new ImageError('corrupt', 'the BMP file is damaged: its runs leave the picture');
    const count = next();
    const value = next();
    if (count > 0) {
      for (let n = 0; n < count; n++) put(indexIn(value, n));
    } else if (value === END_OF_LINE) {
      x = 0;
      y++;
    } else if (value === END_OF_BITMAP) {
      return indices;
    } else if (value === MOVE) {
      x += next();
      y += next();
    } else {
      putLiterals(value);
    }
  }
}
