import { expect, test } from 'vitest';
import { changesOf, maskOfChanges } from './mask-changes.ts';

test.each([
  [
    [0, 1, 1, 0, 1, 0],
    [1, 3, 4, 5],
  ],
  [
    [1, 0, 0, 1],
    [0, 1, 3],
  ],
  [[1, 1], [0]],
  [[0, 0], []],
  [[], []],
])('a mask %j changes at %j, and is those changes again', (mask, changes) => {
  expect([...changesOf(Uint8Array.from(mask))]).toEqual(changes);
  expect([...maskOfChanges(Uint32Array.from(changes), mask.length)]).toEqual(mask);
});
