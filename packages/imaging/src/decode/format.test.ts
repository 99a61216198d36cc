import { expect, test } from 'vitest';
import { imageFormat } from './format.ts';
import { ImageError } from './image-error.ts';

const bytes = (text: string): Uint8Array => Uint8Array.from(text, (character) => character.charCodeAt(0));

test.each([
  ['png', '\x89PNG\r\n\x1a\n'],
  ['jpeg', '\xff\xd8\xff\xe0'],
  ['tiff', 'II*\0\x08\0\0\0'],
  ['tiff', 'MM\0*\0\0\0\x08'],
  ['tiff', 'II+\0\x08\0\0\0'],
  ['webp', 'RIFF\x10\0\0\0WEBPVP8L'],
  ['gif', 'GIF89a'],
  ['bmp', 'BM'],
])('%s is told by its first bytes', (format, start) => {
  expect(imageFormat(bytes(start))).toBe(format);
});

test.each([
  ['a PDF', '%PDF-1.7'],
  ['an SVG drawing', '<svg xmlns="http://www.w3.org/2000/svg"/>'],
  ['an XML or SVG file', '<?xml version="1.0"?><svg/>'],
  ['a HEIF or HEIC image', '\0\0\0\x18ftypheic'],
  ['an AVIF image', '\0\0\0\x1cftypavif'],
  ['a JPEG 2000 image', '\0\0\0\x0cjP  \r\n'],
  ['a DICOM file', `${'\0'.repeat(128)}DICM`],
  ['a PNG damaged in transfer', '\x89PNG\n\x1a\n\0\0'],
])('%s is refused by name', (name, start) => {
  const refusal = refusalOf(bytes(start));
  expect(refusal.code).toBe('unsupported');
  expect(refusal.message).toContain(`this is ${name}`);
  expect(refusal.message).toContain('not one of BMP, PNG, JPEG, TIFF, WebP, GIF');
});

test('a file of no bytes and a file of other bytes are refused', () => {
  expect(refusalOf(bytes('')).code).toBe('empty');
  expect(refusalOf(bytes('nuclei,area\n1,200\n')).code).toBe('not-an-image');
  expect(refusalOf(bytes('RIFF\0\0\0\0WAVEfmt ')).code).toBe('not-an-image');
});

function refusalOf(file: Uint8Array): ImageError {
  try {
    imageFormat(file);
  } catch (error) {
    if (error instanceof ImageError) return error;
  }
  throw new Error('expected an ImageError');
}
