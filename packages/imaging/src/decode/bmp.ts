import { type BmpHeader, readBmpHeader } from './bmp-header.ts';
import { expandRuns } from './bmp-runs.ts';
import type { Raster } from './codec.ts';
import { ImageError } from './image-error.ts';

/**
 * The pixels of a BMP, of three channels, or four where a mask names alpha. Written here because libvips reads no BMP,
 * and the decoders to be had from npm (fast-bmp 4.0, bmp-ts 1.0) gave the right pixels for a quarter of the files that
 * Pillow opens, and reserved memory by unchecked sizes. The caller has bounded width x height.
 * @throws ImageError `truncated`, and what `readBmpHeader` throws
 */
export function decodeBmp(bytes: Uint8Array): Raster {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const header = readBmpHeader(view);
  if (!header.isRunLength) requirePixels(bytes, header);
  const { width, height, bitsPerPixel } = header;
  const channels = header.masks[3] === 0 ? 3 : 4;
  let data: Uint8Array;
  if (bitsPerPixel <= 8) {
    const indices = header.isRunLength ? expandRuns(bytes, header) : unpackIndices(bytes, header);
    data = lookUp(indices, bytes, header);
  } else {
    data = new Uint8Array(width * height * channels);
    if (bitsPerPixel === 24) copyPixels(bytes, header, data);
    else splitPixels(view, header, data);
  }
  return { width, height, channels, space: 'rgb', data, frames: 1, isDamaged: false };
}

/** A row takes a multiple of four bytes; the last may lack its padding. */
function requirePixels(bytes: Uint8Array, header: BmpHeader): void {
  const end = header.pixelOffset + strideOf(header) * (header.height - 1) + rowBytesOf(header);
  if (end <= bytes.length) return;
  throw new ImageError(
    'truncated',
    `the BMP file is truncated: its pixels end at byte ${end}, it has ${bytes.length}`,
  );
}

function rowBytesOf({ width, bitsPerPixel }: BmpHeader): number {
  return Math.ceil((width * bitsPerPixel) / 8);
}

function strideOf(header: BmpHeader): number {
  return Math.ceil(rowBytesOf(header) / 4) * 4;
}

/** The byte where the row, counted from the top, begins. */
function rowStart(header: BmpHeader, row: number): number {
  return header.pixelOffset + strideOf(header) * (header.isTopDown ? row : header.height - 1 - row);
}

function copyPixels(bytes: Uint8Array, header: BmpHeader, rgb: Uint8Array): void {
  const { width, height } = header;
  for (let y = 0; y < height; y++) copyColours(bytes, rowStart(header, y), rgb, y * width * 3, width);
}

/** Pixels of 16 or 32 bits, split by their masks. */
function splitPixels(view: DataView, header: BmpHeader, data: Uint8Array): void {
  const { width, height, bitsPerPixel, masks } = header;
  const pixel = bitsPerPixel === 16 ? view.getUint16.bind(view) : view.getUint32.bind(view);
  const fields = (masks[3] === 0 ? masks.slice(0, 3) : masks).map(bitField);
  let target = 0;
  for (let y = 0; y < height; y++) {
    const start = rowStart(header, y);
    for (let x = 0; x < width; x++) {
      const value = pixel(start + (x * bitsPerPixel) / 8, true);
      for (const field of fields) data[target++] = field(value);
    }
  }
}

/** Palette indices of 1, 2, 4 or 8 bits, the leftmost pixel in the highest bits, as one byte each. */
function unpackIndices(bytes: Uint8Array, header: BmpHeader): Uint8Array {
  const { width, height, bitsPerPixel } = header;
  const indices = new Uint8Array(width * height);
  const pixelsPerByte = 8 / bitsPerPixel;
  const mask = 2 ** bitsPerPixel - 1;
  for (let y = 0; y < height; y++) {
    const start = rowStart(header, y);
    for (let x = 0; x < width; x++) {
      const shift = 8 - bitsPerPixel * ((x % pixelsPerByte) + 1);
      indices[y * width + x] = (bytes[start + Math.floor(x / pixelsPerByte)]! >> shift) & mask;
    }
  }
  return indices;
}

/** Colours of palette indices; an index past the palette's end is grey of its own value, as in Pillow. */
function lookUp(indices: Uint8Array, bytes: Uint8Array, { palette }: BmpHeader): Uint8Array {
  const colours = Uint8Array.from({ length: 256 * 3 }, (_, sample) => Math.floor(sample / 3));
  for (let entry = 0; entry < palette.entries; entry++) {
    copyColours(bytes, palette.offset + entry * palette.entryBytes, colours, entry * 3, 1);
  }
  const rgb = new Uint8Array(indices.length * 3);
  for (let pixel = 0; pixel < indices.length; pixel++) {
    const colour = indices[pixel]! * 3;
    rgb[pixel * 3] = colours[colour]!;
    rgb[pixel * 3 + 1] = colours[colour + 1]!;
    rgb[pixel * 3 + 2] = colours[colour + 2]!;
  }
  return rgb;
}

/** `count` pixels of blue, green, red to red, green, blue. */
function copyColours(from: Uint8Array, source: number, to: Uint8Array, target: number, count: number): void {
  for (let end = source + count * 3; source < end; source += 3, target += 3) {
    to[target] = from[source + 2]!;
    to[target + 1] = from[source + 1]!;
    to[target + 2] = from[source]!;
  }
}

/** The bits under the mask, 0 to 2^n - 1, spread over 0 to 255 and rounded down, as Windows and Pillow do. */
function bitField(mask: number): (pixel: number) => number {
  if (mask === 0) return () => 0;
  const shift = 31 - Math.clz32(mask & -mask);
  const largest = mask >>> shift;
  return (pixel) => Math.floor((((pixel & mask) >>> shift) * 255) / largest);
}
