import { expect, test } from 'vitest';
import { exifOrientation } from './exif.ts';
import { LONG, SHORT, tiffFile } from './testing/tiff-file.ts';

test('the orientation is read with and without the Exif prefix', () => {
  const block = tiffFile([
    [271, SHORT, 7],
    [274, SHORT, 6],
  ]);
  expect(exifOrientation(block)).toBe(6);
  expect(exifOrientation(Uint8Array.of(0x45, 0x78, 0x69, 0x66, 0, 0, ...block))).toBe(6);
});

test('big-endian blocks are read', () => {
  const block = Uint8Array.of(0x4d, 0x4d, 0, 42, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, 8, 0, 0);
  expect(exifOrientation(block)).toBe(8);
});

test('a missing, impossible or broken orientation counts as upright', () => {
  expect(exifOrientation(tiffFile([[271, LONG, 6]]))).toBe(1);
  expect(exifOrientation(tiffFile([[274, SHORT, 9]]))).toBe(1);
  expect(exifOrientation(tiffFile([[274, SHORT, 6]]).subarray(0, 15))).toBe(1);
  expect(exifOrientation(new Uint8Array(0))).toBe(1);
});
