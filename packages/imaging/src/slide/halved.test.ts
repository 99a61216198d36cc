import { expect, test } from 'vitest';
import { rgbImage } from '../image.ts';
import { halved } from './halved.ts';

test('means of four, rounded; an odd last row and column are repeated', () => {
  const grey = (...levels: number[]) =>
    Uint8Array.from(levels.flatMap((level) => [level, level + 1, level + 2]));
  const image = rgbImage(3, 3, grey(10, 20, 50, 30, 41, 60, 100, 102, 7));
  // (10 + 20 + 30 + 41 + 2) >> 2 = 25, (50 + 50 + 60 + 60 + 2) >> 2 = 55, (100 + 102) / 2 = 101, 7
  expect(halved(image)).toEqual(rgbImage(2, 2, grey(25, 55, 101, 7)));
});
