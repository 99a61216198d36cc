import { expect, test } from 'vitest';
import type { RawMap } from './activation-maps.ts';
import { finalMap, mapAt } from './final-map.ts';

const raw = (width: number, height: number, data: readonly number[]): RawMap => ({
  width,
  height,
  data: Float64Array.from(data),
});

test('what speaks against the class is cut off, the rest scaled to 0..1 and resized between pixel centres', () => {
  const map = finalMap(raw(2, 1, [-3, 4]), 4, 1);
  // centres of the new pixels lie at -1/4, 1/4, 3/4, 5/4 of the old: 0, 1/4, 3/4, 1
  expect([...map.data].map((value) => Math.round(1e5 * value) / 1e5)).toEqual([0, 0.25, 0.75, 1]);
  expect(map.range).toEqual([-3, 4]);
  expect(map.supported).toBe(true);
});

test('a map that nothing speaks for is empty and says so, and is not noise stretched to the full scale', () => {
  for (const values of [
    [-1, -2],
    [0, 0],
  ]) {
    const map = finalMap(raw(2, 1, values), 4, 2);
    expect([...map.data]).toEqual(Array(8).fill(0));
    expect(map.supported).toBe(false);
  }
});

test('an even map of evidence is empty too, as pytorch-grad-cam has it, though supported', () => {
  const map = finalMap(raw(2, 1, [5, 5]), 2, 1);
  expect([...map.data]).toEqual([0, 0]);
  expect(map.supported).toBe(true);
});

test('at another size the parts that were looked at are where they were', () => {
  const map = { ...finalMap(raw(2, 1, [0, 4]), 4, 2), looked: [{ left: -1, top: 0, width: 3, height: 2 }] };
  expect(mapAt(map, 8, 6)).toMatchObject({
    width: 8,
    height: 6,
    looked: [{ left: -2, top: 0, width: 6, height: 6 }],
  });
});
