import { describe, expect, test } from 'vitest';
import { GraphError } from './errors.ts';
import {
  broadcastShapes,
  elementCount,
  fixedShape,
  formatShape,
  hasWholeLengths,
  normaliseAxis,
  sameShape,
} from './shape.ts';

describe('broadcastShapes', () => {
  test.each([
    [[], [], []],
    [[3], [], [3]],
    [[2, 3], [3], [2, 3]],
    [
      [3, 1],
      [1, 4],
      [3, 4],
    ],
    [
      ['batch', 3],
      [1, 3],
      ['batch', 3],
    ],
    [['batch'], ['batch'], ['batch']],
  ] as const)('%j and %j give %j, whichever comes first', (a, b, expected) => {
    expect(broadcastShapes(a, b)).toEqual(expected);
    expect(broadcastShapes(b, a)).toEqual(expected);
  });

  test.each([
    [[2], [3]],
    [
      [2, 3],
      [2, 1, 2],
    ],
    [['batch'], [3]],
    [['batch'], ['other']],
  ] as const)('%j and %j do not fit', (a, b) => {
    expect(broadcastShapes(a, b)).toBeUndefined();
  });
});

test('fixedShape refuses an open axis, and says who needs it', () => {
  expect(fixedShape([2, 3], 'conv')).toEqual([2, 3]);
  expect(() => fixedShape(['batch', 3], 'conv')).toThrow(
    `conv needs every length, but axis 'batch' of [batch, 3] is open: give it a number`,
  );
});

test('elementCount multiplies, and a scalar has one element', () => {
  expect([elementCount([]), elementCount([2, 3, 4])]).toEqual([1, 24]);
});

test('hasWholeLengths knows lengths from what no axis can have', () => {
  for (const shape of [[], [1], ['batch', 3]]) expect(hasWholeLengths(shape)).toBe(true);
  for (const length of [0, -1, 0.5, Number.NaN, Number.POSITIVE_INFINITY]) {
    expect(hasWholeLengths([2, length])).toBe(false);
  }
});

test('normaliseAxis counts from the back', () => {
  expect([normaliseAxis(1, 3, 'sum'), normaliseAxis(-1, 3, 'sum'), normaliseAxis(-3, 3, 'sum')]).toEqual([
    1, 2, 0,
  ]);
  for (const axis of [3, -4, 0.5, Number.NaN])
    expect(() => normaliseAxis(axis, 3, 'sum')).toThrow(GraphError);
});

test('sameShape compares lengths and names', () => {
  expect(sameShape(['batch', 3], ['batch', 3])).toBe(true);
  expect(sameShape(['batch', 3], ['n', 3])).toBe(false);
  expect(sameShape([2], [2, 1])).toBe(false);
  expect(formatShape(['batch', 3])).toBe('[batch, 3]');
});
