import { rgbImage } from '@leukolens/imaging';
import { expect, test } from 'vitest';
import { random } from '../random.ts';
import { augmentColours } from './augment-colours.ts';
import { augmentationSchema } from './augmentation.ts';

const none = augmentationSchema.parse({ flips: 0 });
const picture = rgbImage(
  16,
  16,
  Uint8Array.from({ length: 768 }, (_, i) => 60 + ((i * 37) % 150)),
);

/** How many of 200 draws change the picture. */
function changed(augmentation: object): number {
  let count = 0;
  for (let seed = 0; seed < 200; seed++) {
    const { data } = augmentColours(picture, { ...none, ...augmentation }, random(seed));
    if (data.some((level, i) => level !== picture.data[i])) count++;
  }
  return count;
}

test('nothing is changed where nothing is asked for', () => {
  expect(augmentColours(picture, none, random(1))).toBe(picture);
});

test.each(['gamma', 'clahe', 'noise', 'blur'])('%s comes with its probability', (kind) => {
  // 200 draws: 60 ± 6.5 at 0.3
  expect(Math.abs(changed({ [kind]: 0.3 }) - 60)).toBeLessThan(26);
  expect(changed({ [kind]: 1 })).toBeGreaterThan(195);
});

test('noise has a deviation of √10 to √50 levels', () => {
  for (let seed = 0; seed < 20; seed++) {
    const { data } = augmentColours(picture, { ...none, noise: 1 }, random(seed));
    const squares = data.reduce((sum, level, i) => sum + (level - picture.data[i]!) ** 2, 0) / data.length;
    // 768 samples: the deviation is known to 2.6 %; four of that, and a twelfth for rounding
    expect(squares).toBeGreaterThan(10 * 0.85);
    expect(squares).toBeLessThan(50.1 * 1.2);
  }
});

test('blur evens out what differs from pixel to pixel, and keeps the level', () => {
  const { data } = augmentColours(picture, { ...none, blur: 1 }, random(2));
  const [before, after] = [picture.data, data].map((levels) => {
    const mean = levels.reduce((sum, level) => sum + level, 0) / levels.length;
    return { mean, spread: levels.reduce((sum, level) => sum + (level - mean) ** 2, 0) };
  });
  expect(after!.spread).toBeLessThan(0.9 * before!.spread);
  // whole levels, and border pixels repeated
  expect(Math.abs(after!.mean - before!.mean)).toBeLessThan(3);
});

test('the stain changes the more, the larger its deviation, and white stays about white', () => {
  const meanChange = (stain: number) => {
    let sum = 0;
    for (let seed = 0; seed < 20; seed++) {
      const { data } = augmentColours(picture, { ...none, stain }, random(seed));
      sum += data.reduce((total, level, i) => total + Math.abs(level - picture.data[i]!), 0) / data.length;
    }
    return sum / 20;
  };
  const [little, much] = [meanChange(0.03), meanChange(0.3)];
  expect(little).toBeGreaterThan(0.2);
  expect(much).toBeGreaterThan(3 * little);
});

test('equal generators give equal pictures', () => {
  const all = { ...none, stain: 0.1, gamma: 1, clahe: 1, noise: 1, blur: 1 };
  expect(augmentColours(picture, all, random(9))).toEqual(augmentColours(picture, all, random(9)));
});
