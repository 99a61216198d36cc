import type { OutlineNetwork } from '@leukolens/cad';
import { planes, type RgbImage } from '@leukolens/imaging';
import { expect, test } from 'vitest';
import { madeSample } from './testing/made-sample.ts';
import { sampleScores } from './watch.ts';

/** A network whose probabilities are the picture's red, 0 to 255 as 0 to 1. */
const red = {
  atWorkingSize: async ({ width, height, data }: RgbImage) =>
    planes(
      1,
      width,
      height,
      Float32Array.from({ length: width * height }, (_, i) => data[3 * i]! / 255),
    ),
} as unknown as OutlineNetwork;

/** A row of pixels: [probability and truth as 0..255, whether it counts]. */
const row = (...pixels: [number, number, (0 | 1)?][]) =>
  madeSample(pixels.length, 1, (x) => {
    const [found, target, counted = 1] = pixels[x]!;
    return { colour: [found, 0, 0], target, counted };
  });

test('the mean over samples of IoU at a half, leaving out what does not count', async () => {
  // both, found alone, missed, neither: 1/3; soft ones are cut between 127 and 128
  const third = row([255, 255], [128, 127], [127, 128], [0, 0]);
  expect(await sampleScores(red, [third])).toBeCloseTo(1 / 3, 12);
  const halfKnown = row([255, 255], [255, 0, 0], [0, 255, 0], [0, 255]);
  expect(await sampleScores(red, [halfKnown])).toBe(1 / 2);
  expect(await sampleScores(red, [third, halfKnown])).toBeCloseTo(5 / 12, 12);
});

test('nothing found where nothing is, is right', async () => {
  expect(await sampleScores(red, [row([0, 0], [10, 20])])).toBe(1);
  expect(await sampleScores(red, [row([255, 0])])).toBe(0);
});
