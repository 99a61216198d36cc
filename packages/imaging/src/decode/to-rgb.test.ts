import { expect, test } from 'vitest';
import type { Raster } from './codec.ts';
import { isOpaque, toRgb } from './to-rgb.ts';

const raster = (space: Raster['space'], channels: number, data: Uint8Array | Uint16Array): Raster => ({
  width: data.length / channels,
  height: 1,
  channels,
  space,
  data,
  frames: 1,
  isDamaged: false,
});

test('8-bit RGB is handed on without a copy', () => {
  const data = Uint8Array.of(1, 2, 3, 4, 5, 6);
  expect(toRgb(raster('rgb', 3, data), 8, false).data).toBe(data);
});

test('grey is repeated, and wider samples keep their upper 8 bits', () => {
  expect([...toRgb(raster('grey', 1, Uint8Array.of(0, 200)), 8, false).data]).toEqual([
    0, 0, 0, 200, 200, 200,
  ]);
  const deep = Uint16Array.of(0x00ff, 0x0100, 0xffff);
  expect([...toRgb(raster('rgb', 3, deep), 16, false).data]).toEqual([0, 1, 255]);
  expect([...toRgb(raster('rgb', 3, Uint16Array.of(0x00f, 0x010, 0xfff)), 12, false).data]).toEqual([
    0, 1, 255,
  ]);
});

test('alpha is laid over white and rounded', () => {
  // 100 · 128 / 255 = 50.2 and 255 - 128 = 127; transparent black is white; opaque stays.
  const rgba = Uint8Array.of(100, 0, 255, 128, 0, 0, 0, 0, 10, 20, 30, 255);
  expect([...toRgb(raster('rgb', 4, rgba), 8, true).data]).toEqual([
    177, 127, 255, 255, 255, 255, 10, 20, 30,
  ]);
  const greyAlpha = Uint16Array.of(0x6400, 0x8000);
  expect([...toRgb(raster('grey', 2, greyAlpha), 16, true).data]).toEqual([177, 177, 177]);
});

test('a fourth sample that is not alpha is left out', () => {
  expect([...toRgb(raster('rgb', 4, Uint8Array.of(10, 20, 30, 0)), 8, false).data]).toEqual([10, 20, 30]);
});

test('CMYK goes by the plain formula', () => {
  // (255 - 51)(255 - 100) / 255 = 124; full black ink is black whatever the colours.
  const inks = Uint8Array.of(51, 0, 255, 100, 0, 0, 0, 255);
  expect([...toRgb(raster('cmyk', 4, inks), 8, false).data]).toEqual([124, 155, 0, 0, 0, 0]);
});

test('opacity is read from the sample behind the colour', () => {
  expect(isOpaque(raster('rgb', 4, Uint8Array.of(0, 0, 0, 255)))).toBe(true);
  expect(isOpaque(raster('rgb', 4, Uint8Array.of(0, 0, 0, 254)))).toBe(false);
  expect(isOpaque(raster('grey', 2, Uint16Array.of(7, 0xffff)))).toBe(true);
  expect(isOpaque(raster('cmyk', 4, Uint8Array.of(0, 0, 0, 0)))).toBe(true);
});
