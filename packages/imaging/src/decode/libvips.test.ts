import { expect, test } from 'vitest';
import { colourSpace, libvipsError, unsignedSamples } from './libvips.ts';

const WHOLE_PNG = Uint8Array.from('\x89PNG....IEND\xae\x42\x60\x82', (character) => character.charCodeAt(0));
const NOTHING = new Uint8Array(64);

test.each([
  [
    'jpeg',
    'VipsJpeg: premature end of JPEG image',
    'truncated',
    'the JPEG file is truncated (premature end of JPEG image)',
  ],
  [
    'tiff',
    'tiff2vips: LZMA compression support is not configured\ntiff2vips: LZMA compression support is not configured\n',
    'unsupported',
    'this kind of TIFF is not read (LZMA compression support is not configured)',
  ],
  [
    'jpeg',
    'Input buffer has corrupt header: VipsJpeg: Warning: unknown revision 228.02\nVipsJpeg: Bogus DAC index 68',
    'corrupt',
    'the JPEG file is damaged (Bogus DAC index 68)',
  ],
  ['png', 'vipspng: libpng read error', 'truncated', 'the PNG file is truncated (libpng read error)'],
  ['gif', 'Unknown error', 'corrupt', 'the GIF file is damaged'],
] as const)('%s: many lines become one', (format, message, code, line) => {
  expect(libvipsError(new Error(message), format, NOTHING)).toMatchObject({ code, message: line });
});

test('a PNG that ends as it should is damaged, not truncated', () => {
  const error = libvipsError(new Error('vipspng: libpng read error'), 'png', WHOLE_PNG);
  expect(error).toMatchObject({ code: 'corrupt', message: 'the PNG file is damaged (libpng read error)' });
});

test('what is thrown without words is given some, without control characters', () => {
  expect(libvipsError({}, 'tiff', NOTHING).message).toBe(
    'the TIFF file is damaged, or of a kind that is not read',
  );
  expect(libvipsError(new Error('tag \x1b[31m bad'), 'tiff', NOTHING).message).toContain('tag ?[31m bad');
});

test('only spaces and sample types that state black and white are read', () => {
  expect(colourSpace('tiff', 'rgb16', 'ushort')).toBe('rgb');
  expect(() => colourSpace('tiff', 'b-w', 'float')).toThrow(/b-w samples of type float/);
  expect(() => colourSpace('tiff', 'lab', 'float')).toThrow(/save it as 8-bit RGB/);
});

test('signed samples below zero are black; others are as they were', () => {
  expect([...unsignedSamples(Int16Array.of(-32768, -1, 0, 300, 32767))]).toEqual([0, 0, 0, 300, 32767]);
  const bytes = Uint8Array.of(1, 255);
  expect(unsignedSamples(bytes)).toBe(bytes);
});
