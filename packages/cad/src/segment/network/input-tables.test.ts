import { channelMeans, constancyTables, rgbImage } from '@leukolens/imaging';
import { expect, test } from 'vitest';
import { inputTables, throughTables } from './input-tables.ts';

/** Twenty pixels: 18 of background (200, 220, 240), two dark. */
const field = rgbImage(
  5,
  4,
  Uint8Array.from({ length: 60 }, (_, i) => (i < 54 ? [200, 220, 240][i % 3]! : 40)),
);

test('rgb: black is -1, white 1', () => {
  for (const table of inputTables(field, 'rgb')) {
    expect([table[0], table[51], table[255]]).toEqual([-1, Math.fround(-0.6), 1]);
  }
});

test('constancy: the levels that the correction of the whole image gives', () => {
  const levels = constancyTables(channelMeans(field));
  inputTables(field, 'constancy').forEach((table, channel) => {
    for (const level of [0, 40, 200, 255]) {
      expect(table[level]).toBeCloseTo(levels[256 * channel + level]! / 127.5 - 1, 6);
    }
  });
});

test('density: nothing at the background, ln 2 where half the light came through', () => {
  // at least 95 % of 20 samples are no brighter than the background of each channel
  const tables = inputTables(field, 'density');
  [200, 220, 240].forEach((background, channel) => {
    expect(tables[channel]![background]).toBe(0);
    expect(tables[channel]![0]).toBeCloseTo(Math.log((background + 0.5) / 0.5), 5);
  });
  expect(tables[0][100]).toBeCloseTo(Math.log(200.5 / 100.5), 6);
  expect(tables[0][255]).toBeLessThan(0); // brighter than the background
});

test('density: the background is what 95 % do not exceed, and black is finite', () => {
  const levels = (bright: number) =>
    rgbImage(
      100,
      1,
      Uint8Array.from({ length: 300 }, (_, i) => (i < 3 * bright ? 250 : 150)),
    );
  expect(inputTables(levels(5), 'density')[1][150]).toBe(0);
  expect(inputTables(levels(6), 'density')[1][250]).toBe(0);
  const black = inputTables(rgbImage(2, 2), 'density');
  expect(black.every((table) => table.every(Number.isFinite))).toBe(true);
  expect(black[0][1]).toBe(0); // light came through, at least one level of it
});

test('density does not change with exposure', () => {
  // every level halved, but for the half level that keeps black finite
  const half = rgbImage(
    5,
    4,
    field.data.map((level) => level / 2),
  );
  const [full, dark] = [inputTables(field, 'density'), inputTables(half, 'density')];
  expect(full[0][40]).toBeCloseTo(dark[0][20]!, 1);
});

test('an image goes through the tables channel by channel', () => {
  const tables = [1, 10, 100].map((factor) => Float32Array.from({ length: 256 }, (_, i) => i * factor));
  const image = rgbImage(2, 1, Uint8Array.of(1, 2, 3, 4, 5, 6));
  const { channels, data } = throughTables(image, tables as [Float32Array, Float32Array, Float32Array]);
  expect(channels).toBe(3);
  expect([...data]).toEqual([1, 4, 20, 50, 300, 600]);
});
