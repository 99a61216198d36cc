import { expect, test } from 'vitest';
import type { Raster } from './codec.ts';
import { orient } from './orient.ts';

// The upright picture is
//   1 2 3
//   4 5 6
// and each row below is how a camera that was held so stores it.
test.each([
  [1, 3, [1, 2, 3, 4, 5, 6]],
  [2, 3, [3, 2, 1, 6, 5, 4]],
  [3, 3, [6, 5, 4, 3, 2, 1]],
  [4, 3, [4, 5, 6, 1, 2, 3]],
  [5, 2, [1, 4, 2, 5, 3, 6]],
  [6, 2, [3, 6, 2, 5, 1, 4]],
  [7, 2, [6, 3, 5, 2, 4, 1]],
  [8, 2, [4, 1, 5, 2, 6, 3]],
])('orientation %i is turned upright', (orientation, width, stored) => {
  const upright = orient(grey(width, stored), orientation);
  expect([upright.width, upright.height]).toEqual([3, 2]);
  expect([...upright.data]).toEqual([1, 2, 3, 4, 5, 6]);
});

test('samples of a pixel stay together, and 16 bits stay 16', () => {
  const stored: Raster = {
    width: 2,
    height: 1,
    channels: 3,
    space: 'rgb',
    data: Uint16Array.of(1, 2, 3, 1000, 2000, 3000),
    frames: 1,
    isDamaged: false,
  };
  expect(orient(stored, 2).data).toEqual(Uint16Array.of(1000, 2000, 3000, 1, 2, 3));
});

function grey(width: number, samples: number[]): Raster {
  return {
    width,
    height: samples.length / width,
    channels: 1,
    space: 'grey',
    data: Uint8Array.from(samples),
    frames: 1,
    isDamaged: false,
  };
}
