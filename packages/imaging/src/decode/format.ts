import { ImageError } from './image-error.ts';

/** The formats that are read. */
export type ImageFormat = 'bmp' | 'png' | 'jpeg' | 'tiff' | 'webp' | 'gif';

/** How each format is written in messages. */
export const FORMAT_NAMES: Readonly<Record<ImageFormat, string>> = {
  bmp: 'BMP',
  png: 'PNG',
  jpeg: 'JPEG',
  tiff: 'TIFF',
  webp: 'WebP',
  gif: 'GIF',
};

/** Bytes that a file of this kind has at `offset`, one character a byte. */
type Signature = readonly [offset: number, bytes: string];

const READ: ReadonlyArray<readonly [ImageFormat, ...Signature[]]> = [
  ['png', [0, '\x89PNG\r\n\x1a\n']],
  ['jpeg', [0, '\xff\xd8']],
  ['tiff', [0, 'II*\0']],
  ['tiff', [0, 'MM\0*']],
  ['tiff', [0, 'II+\0']],
  ['tiff', [0, 'MM\0+']],
  ['webp', [0, 'RIFF'], [8, 'WEBP']],
  ['gif', [0, 'GIF87a']],
  ['gif', [0, 'GIF89a']],
  ['bmp', [0, 'BM']],
];

/** Kinds that people do have beside their images, recognised so that the refusal can name them. */
const NAMED: ReadonlyArray<readonly [string, ...Signature[]]> = [
  ['a PDF', [0, '%PDF']],
  ['an SVG drawing', [0, '<svg']],
  ['an XML or SVG file', [0, '<?xml']],
  ['an HTML page', [0, '<!DOCTYPE html']],
  ['an AVIF image', [4, 'ftypavif']],
  ['an AVIF image', [4, 'ftypavis']],
  ['a HEIF or HEIC image', [4, 'ftyphei']],
  ['a HEIF or HEIC image', [4, 'ftypmif1']],
  ['a video', [4, 'ftyp']],
  ['a JPEG 2000 image', [4, 'jP  ']],
  ['a JPEG 2000 image', [0, '\xff\x4f\xff\x51']],
  ['a JPEG XL image', [4, 'JXL ']],
  ['a JPEG XL image', [0, '\xff\x0a']],
  ['a DICOM file', [128, 'DICM']],
  ['a Zeiss CZI file', [0, 'ZISRAWFILE']],
  ['an HDF5 file', [0, '\x89HDF']],
  ['a Photoshop file', [0, '8BPS']],
  ['an OpenEXR image', [0, '\x76\x2f\x31\x01']],
  ['an icon', [0, '\0\0\x01\0']],
  ['a ZIP archive or an office document', [0, 'PK\x03\x04']],
  ['a gzip archive', [0, '\x1f\x8b']],
  ['a PNG damaged in transfer (its signature is altered)', [1, 'PNG']],
];

/**
 * The format that the first bytes declare; the file's name is never asked.
 * @throws ImageError `empty`, `unsupported` (a kind known by name, or an SVG) or `not-an-image`
 */
export function imageFormat(bytes: Uint8Array): ImageFormat {
  if (bytes.length === 0) throw new ImageError('empty', 'the file is empty (0 bytes)');
  const found = READ.find(([, ...signatures]) => matches(bytes, signatures));
  if (found) return found[0];
  const expected = `not one of ${Object.values(FORMAT_NAMES).join(', ')}`;
  const named = NAMED.find(([, ...signatures]) => matches(bytes, signatures));
  if (named) throw new ImageError('unsupported', `this is ${named[0]}, ${expected}`);
  throw new ImageError('not-an-image', `not an image: its first bytes are ${expected}`);
}

const EXTENSIONS = new Set('bmp dib png jpg jpeg jpe tif tiff webp gif'.split(' '));

/** How many of a file's first bytes tell whether it begins like an image. */
export const HEAD_BYTES = 64;

/**
 * Whether a file that was found in a folder is meant as an image: called like one, or beginning like one. What is called like one and
 * is none is told of when it is read.
 * @param head gives its first `HEAD_BYTES` bytes; asked where the name does not say it
 */
export async function looksLikeImage(name: string, head: () => Promise<Uint8Array>): Promise<boolean> {
  if (EXTENSIONS.has(/\.([^./]*)$/.exec(name)?.[1]?.toLowerCase() ?? '')) return true;
  try {
    imageFormat(await head());
    return true;
  } catch {
    return false;
  }
}

/** The `length` bytes at `offset` as characters, fewer at the end of the file. */
export function characters(bytes: Uint8Array, offset: number, length: number): string {
  return String.fromCharCode(...bytes.subarray(offset, offset + length));
}

function matches(bytes: Uint8Array, signatures: readonly Signature[]): boolean {
  return signatures.every(([offset, text]) => characters(bytes, offset, text.length) === text);
}
