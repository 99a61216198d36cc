import { expect, test } from 'vitest';
import { fieldMap } from './field-map.ts';
import { finalMap } from './final-map.ts';

const raw = (...data: number[]) => ({ width: 2, height: 2, data: Float64Array.from(data) });
const window = (left: number, top: number) => ({ left, top, width: 4, height: 4 });

test('the map of one window that is the picture is its final map', () => {
  const map = raw(0, 1, 2, -3);
  expect(fieldMap([map], [window(0, 0)], { width: 4, height: 4 })).toEqual(finalMap(map, 4, 4));
});

test('windows have one scale: the largest of all is 1, and where they overlap the larger stands', () => {
  const { data, range } = fieldMap([raw(2, 2, 2, 0), raw(0, 0, 8, 0)], [window(0, 0), window(2, 0)], {
    width: 6,
    height: 4,
  });
  expect(range).toEqual([0, 8]);
  const at = (x: number, y: number) => data[y * 6 + x]!;
  expect(at(0, 0)).toBeCloseTo(0.25, 5);
  expect(at(2, 3)).toBeCloseTo(1, 5); // the second window's corner, over what the first has there
  expect(at(5, 0)).toBeCloseTo(0, 5);
});

test('what lies beyond the picture is left out, and what no window shows is 0', () => {
  const { data, looked } = fieldMap([raw(1, 1, 1, 0)], [window(-2, -2)], { width: 3, height: 2 });
  expect(looked).toEqual([window(-2, -2)]);
  expect(data).toHaveLength(6);
  expect([data[2], data[5]]).toEqual([0, 0]);
});

test('no evidence in any window is none in the picture', () => {
  const { data, supported } = fieldMap([raw(-1, -2, -1, -1)], [window(0, 0)], { width: 4, height: 4 });
  expect(supported).toBe(false);
  expect(data.every((value) => value === 0)).toBe(true);
});
