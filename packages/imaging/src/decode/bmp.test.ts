import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeBmp } from './bmp.ts';
import { ImageError } from './image-error.ts';
import { bmpFile } from './testing/bmp-file.ts';

const PALETTE = [
  [10, 20, 30],
  [40, 50, 60],
  [70, 80, 90],
];
const [A, B, C] = PALETTE as [number[], number[], number[]];

describe('palette images, rows from the bottom', () => {
  // Each picture is  A B C  over  B A A.
  const expected = [...A, ...B, ...C, ...B, ...A, ...A];

  test.each([
    [2, [0b01_00_00_00, 0, 0, 0, 0b00_01_10_00, 0, 0, 0]],
    [4, [0x10, 0x00, 0, 0, 0x01, 0x20, 0, 0]],
    [8, [1, 0, 0, 0, 0, 1, 2, 0]],
  ])('%i bits', (bitsPerPixel, pixels) => {
    const file = bmpFile({ width: 3, height: 2, bitsPerPixel, palette: PALETTE, pixels });
    expect([...decodeBmp(file).data]).toEqual(expected);
  });

  test('1 bit', () => {
    const file = bmpFile({
      width: 3,
      height: 1,
      bitsPerPixel: 1,
      palette: [A, B],
      pixels: [0b0110_0000, 0, 0, 0],
    });
    expect([...decodeBmp(file).data]).toEqual([...A, ...B, ...B]);
  });

  test('a negative height means rows from the top', () => {
    const pixels = [0, 1, 2, 0, 1, 0, 0, 0];
    const file = bmpFile({ width: 3, height: -2, bitsPerPixel: 8, palette: PALETTE, pixels });
    expect([...decodeBmp(file).data]).toEqual(expected);
  });

  test('an index without a colour is grey', () => {
    const file = bmpFile({ width: 1, height: 1, bitsPerPixel: 8, palette: PALETTE, pixels: [200, 0, 0, 0] });
    expect([...decodeBmp(file).data]).toEqual([200, 200, 200]);
  });

  test('OS/2 headers of 12 bytes have palette entries of three', () => {
    const pixels = [1, 0, 0, 0, 0, 1, 2, 0];
    const file = bmpFile({ width: 3, height: 2, bitsPerPixel: 8, palette: PALETTE, pixels, headerBytes: 12 });
    // Such a header declares no number of entries: what fits before the pixels counts.
    expect([...decodeBmp(file).data]).toEqual(expected);
  });
});

describe('runs', () => {
  const rows = [...A, ...B, ...C, ...B, ...A, ...A];

  test('of 8 bits: runs, literals, ends of line', () => {
    const pixels = [1, 1, 2, 0, 0, 0, 0, 3, 0, 1, 2, 0, 0, 1];
    const file = bmpFile({ width: 3, height: 2, bitsPerPixel: 8, compression: 1, palette: PALETTE, pixels });
    expect([...decodeBmp(file).data]).toEqual(rows);
  });

  test('of 4 bits: a byte alternates between two colours', () => {
    const pixels = [3, 0x10, 0, 0, 0, 3, 0x01, 0x20, 0, 1];
    const file = bmpFile({ width: 3, height: 2, bitsPerPixel: 4, compression: 2, palette: PALETTE, pixels });
    expect([...decodeBmp(file).data]).toEqual([...A, ...B, ...C, ...B, ...A, ...B]);
  });

  test('pixels that are moved over have the first colour', () => {
    const pixels = [0, 2, 1, 1, 2, 2, 0, 1];
    const file = bmpFile({ width: 3, height: 2, bitsPerPixel: 8, compression: 1, palette: PALETTE, pixels });
    expect([...decodeBmp(file).data]).toEqual([...A, ...C, ...C, ...A, ...A, ...A]);
  });

  test.each([
    ['truncated', [3, 1]],
    ['truncated', [0, 9, 1]],
    ['corrupt', [9, 1, 0, 1]],
    ['corrupt', [0, 2, 0, 9, 1, 1]],
  ])('%s runs are refused', (code, pixels) => {
    const file = bmpFile({ width: 3, height: 2, bitsPerPixel: 8, compression: 1, palette: PALETTE, pixels });
    expect(() => decodeBmp(file)).toThrow(expect.objectContaining({ code }));
  });
});

describe('colours', () => {
  test('24 bits are blue, green, red', () => {
    const file = bmpFile({ width: 1, height: 1, bitsPerPixel: 24, pixels: [3, 2, 1] });
    expect([...decodeBmp(file).data]).toEqual([1, 2, 3]);
  });

  test('16 bits are five each, spread over 0 to 255 and rounded down', () => {
    const value = (31 << 10) | (16 << 5) | 1;
    const file = bmpFile({ width: 1, height: 1, bitsPerPixel: 16, pixels: [value & 255, value >> 8, 0, 0] });
    // 16 · 255 / 31 = 131.6, 255 / 31 = 8.2
    expect([...decodeBmp(file).data]).toEqual([255, 131, 8]);
  });

  test('32 bits leave out the fourth byte', () => {
    const file = bmpFile({ width: 1, height: 1, bitsPerPixel: 32, pixels: [3, 2, 1, 99] });
    expect([...decodeBmp(file).data]).toEqual([1, 2, 3]);
  });

  test('masks name the bits, alpha included', () => {
    const file = bmpFile({
      width: 1,
      height: 1,
      bitsPerPixel: 32,
      compression: 3,
      headerBytes: 56,
      masks: [0x000000ff, 0x0000ff00, 0x00ff0000, 0xff000000],
      pixels: [1, 2, 3, 128],
    });
    const raster = decodeBmp(file);
    expect(raster.channels).toBe(4);
    expect([...raster.data]).toEqual([1, 2, 3, 128]);
  });
});

describe('bad files', () => {
  test('pixels that the file lacks are refused before memory is taken for them', () => {
    const file = bmpFile({ width: 20000, height: 5000, bitsPerPixel: 24, pixels: [0, 0, 0, 0] });
    expect(() => decodeBmp(file)).toThrow(/truncated: its pixels end at byte 300000054, it has 58/);
  });

  test.each([
    ['unsupported', { bitsPerPixel: 3 }],
    ['unsupported', { bitsPerPixel: 24, compression: 4 }],
    ['unsupported', { bitsPerPixel: 32, compression: 3, headerBytes: 64 }],
    ['corrupt', { bitsPerPixel: 24, headerBytes: 41 }],
  ])('%s: %o', (code, layout) => {
    const file = bmpFile({ width: 1, height: 1, pixels: [0, 0, 0, 0], ...layout });
    expect(() => decodeBmp(file)).toThrow(expect.objectContaining({ code }));
  });

  test('any bytes give pixels, an ImageError or, past the end, a RangeError', () => {
    const layout = fc.record({
      width: fc.integer({ min: 1, max: 40 }),
      height: fc.integer({ min: -40, max: 40 }).filter((height) => height !== 0),
      bitsPerPixel: fc.constantFrom(1, 2, 4, 8, 16, 24, 32),
      compression: fc.constantFrom(0, 1, 2, 3, 6),
      headerBytes: fc.constantFrom(12, 40, 56, 124),
      pixels: fc.array(fc.integer({ min: 0, max: 255 }), { maxLength: 300 }),
    });
    fc.assert(
      fc.property(layout, fc.nat(400), (parts, length) => {
        const file = bmpFile(parts).subarray(0, 20 + length);
        try {
          const { data } = decodeBmp(file);
          expect(data.length % (parts.width * Math.abs(parts.height))).toBe(0);
        } catch (error) {
          expect(error instanceof ImageError || error instanceof RangeError).toBe(true);
        }
      }),
      { numRuns: 2000, seed: 1 },
    );
  });
});
