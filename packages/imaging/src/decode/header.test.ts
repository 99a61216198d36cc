import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { probeImage } from './header.ts';
import { ImageError } from './image-error.ts';
import { LONG, SHORT, tiffFile } from './testing/tiff-file.ts';

/** Text and numbers, one byte each, in a row. */
function file(...parts: (string | number)[]): Uint8Array {
  return Uint8Array.from(
    parts.flatMap((part) => (typeof part === 'number' ? [part] : Array.from(part, (c) => c.charCodeAt(0)))),
  );
}

const PNG = (width: number, height: number): Uint8Array =>
  file('\x89PNG\r\n\x1a\n', 0, 0, 0, 13, 'IHDR', 0, 0, 0, width, 0, 0, 0, height, 8, 2, 0, 0, 0, '\0\0\0\0');

describe('sizes come from the header alone', () => {
  test('PNG', () => {
    expect(probeImage(PNG(7, 5))).toMatchObject({ format: 'png', width: 7, height: 5 });
  });

  test('GIF', () => {
    expect(probeImage(file('GIF89a', 44, 1, 5, 0))).toEqual({ format: 'gif', width: 300, height: 5 });
  });

  test('BMP, rows from the top', () => {
    const bmp = new Uint8Array(58);
    const view = new DataView(bmp.buffer);
    bmp.set(file('BM'));
    view.setUint32(14, 40, true);
    view.setInt32(18, 7, true);
    view.setInt32(22, -5, true);
    view.setUint16(28, 24, true);
    expect(probeImage(bmp)).toEqual({ format: 'bmp', width: 7, height: 5 });
  });

  test('JPEG: behind other segments, fill bytes and an orientation', () => {
    const exif = String.fromCharCode(...tiffFile([[274, SHORT, 6]]));
    const jpeg = file(
      ...['\xff\xd8', '\xff\xe0\0\x04ab', '\xff\xff', '\xe1\0', 8 + exif.length, 'Exif\0\0', exif],
      ...['\xff\xc2\0\x11\x08', 1, 44, 2, 128, 3],
    );
    expect(probeImage(jpeg)).toEqual({ format: 'jpeg', width: 640, height: 300, orientation: 6 });
  });

  test('WebP: lossy, lossless, extended', () => {
    const lossy = file('RIFF\0\0\0\0WEBPVP8 \0\0\0\0', '\0\0\0\x9d\x01\x2a', 0x2c, 0x41, 5, 0);
    expect(probeImage(lossy)).toMatchObject({ width: 300, height: 5 });
    // 14 bits of width - 1, then 14 of height - 1: 299 | 4 << 14 = 0x1012b
    const lossless = file('RIFF\0\0\0\0WEBPVP8L\0\0\0\0\x2f', 0x2b, 0x01, 0x01, 0);
    expect(probeImage(lossless)).toMatchObject({ width: 300, height: 5 });
    const extended = file('RIFF\0\0\0\0WEBPVP8X\x0a\0\0\0', 0, 0, 0, 0, 0x2b, 1, 0, 4, 0, 0);
    expect(probeImage(extended)).toMatchObject({ width: 300, height: 5, orientation: 1 });
  });

  test('TIFF: short and long entries, and what extra samples are', () => {
    const tiff = tiffFile([
      [256, LONG, 70000],
      [257, SHORT, 5],
      [274, SHORT, 3],
      [338, SHORT, 0],
    ]);
    expect(probeImage(tiff)).toEqual({
      format: 'tiff',
      width: 70000,
      height: 5,
      orientation: 3,
      hasUnknownSamples: true,
    });
  });

  test('BigTIFF, big-endian', () => {
    const entry = (tag: number, value: number): number[] => [
      1,
      tag,
      0,
      3,
      0,
      0,
      0,
      0,
      0,
      0,
      0,
      1,
      0,
      value,
      0,
      0,
      0,
      0,
      0,
      0,
    ];
    const big = file(
      'MM\0\x2b\0\x08\0\0',
      0,
      0,
      0,
      0,
      0,
      0,
      0,
      16,
      0,
      0,
      0,
      0,
      0,
      0,
      0,
      2,
      ...entry(0, 9),
      ...entry(1, 4),
    );
    expect(probeImage(big)).toMatchObject({ format: 'tiff', width: 9, height: 4 });
  });
});

describe('the orientation of a PNG', () => {
  const chunk = (name: string, data: string): string =>
    `\0\0\0${String.fromCharCode(data.length)}${name}${data}\0\0\0\0`;
  const withChunk = (name: string, data: string): Uint8Array =>
    Uint8Array.of(...PNG(2, 1), ...file(chunk(name, data)));
  const exif = tiffFile([[274, SHORT, 8]]);

  test('is read from eXIf', () => {
    expect(probeImage(withChunk('eXIf', String.fromCharCode(...exif))).orientation).toBe(8);
  });

  test('is read from XMP', () => {
    const xmp = 'XML:com.adobe.xmp\0\0\0\0\0<x tiff:Orientation="3"/>';
    expect(probeImage(withChunk('iTXt', xmp)).orientation).toBe(3);
  });

  test('is read from an EXIF block in digits', () => {
    const digits = Array.from(exif, (byte) => byte.toString(16).padStart(2, '0')).join('');
    expect(
      probeImage(withChunk('tEXt', `Raw profile type exif\0\nexif\n ${exif.length}\n${digits}\n`))
        .orientation,
    ).toBe(8);
  });

  test('is upright otherwise', () => {
    expect(probeImage(withChunk('tEXt', 'Comment\0tiff')).orientation).toBe(1);
  });

  test('the frames of an animation are counted', () => {
    expect(probeImage(withChunk('acTL', '\0\0\0\x14\0\0\0\0')).frames).toBe(20);
  });
});

describe('bad headers', () => {
  test.each([
    ['no width', PNG(0, 5), 'corrupt', 'the PNG header declares 0 x 5 pixels'],
    ['no height', file('GIF87a', 7, 0, 0, 0), 'corrupt', 'the GIF header declares 7 x 0 pixels'],
    ['a PNG of 20 bytes', PNG(7, 5).subarray(0, 20), 'truncated', 'the PNG file is truncated'],
    [
      'a JPEG that ends before its size',
      file('\xff\xd8\xff\xe0\0\x10'),
      'truncated',
      'the JPEG file is truncated',
    ],
    ['a JPEG without a size', file('\xff\xd8\xff\xda\0\x02'), 'corrupt', 'no frame header'],
    ['a TIFF whose directory lies outside', file('II*\0', 0, 0, 0, 9), 'truncated', 'points past its end'],
    ['a TIFF without a width', tiffFile([[257, SHORT, 5]]), 'corrupt', 'no width'],
    ['a WebP without a picture', file('RIFF\0\0\0\0WEBPABCD'), 'corrupt', 'no known chunk'],
  ])('%s', (_, bytes, code, message) => {
    expect(() => probeImage(bytes)).toThrow(
      expect.objectContaining({ code, message: expect.stringContaining(message) }),
    );
  });

  test('old-style JPEG within TIFF is refused, since the decoder would give a blank picture', () => {
    const tiff = tiffFile([
      [256, SHORT, 8],
      [257, SHORT, 8],
      [259, SHORT, 6],
    ]);
    expect(() => probeImage(tiff)).toThrow(/old-style JPEG/);
  });

  test('any bytes behind any signature give a size or an ImageError', () => {
    const signature = fc.constantFrom(
      ...[
        '\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR',
        '\xff\xd8',
        'II*\0',
        'MM\0*',
        'II+\0',
        'RIFF\0\0\0\0WEBPVP8X',
        'GIF89a',
        'BM',
      ],
    );
    fc.assert(
      fc.property(signature, fc.uint8Array({ maxLength: 120 }), (start, rest) => {
        try {
          const { width, height } = probeImage(Uint8Array.of(...file(start), ...rest));
          expect(width * height).toBeGreaterThan(0);
        } catch (error) {
          expect(error).toBeInstanceOf(ImageError);
        }
      }),
      { numRuns: 3000, seed: 1 },
    );
  });
});
