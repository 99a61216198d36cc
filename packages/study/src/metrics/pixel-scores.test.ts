import { expect, test } from 'vitest';
import { countPixels, pixelScores } from './pixel-scores.ts';
import { drawnMask } from './testing/drawn.ts';

const truth = drawnMask('##..', '##..', '....');
const prediction = drawnMask('.##.', '.##.', '...#');

test('counts and scores of a mask shifted by one pixel, by hand', () => {
  const counts = countPixels(prediction, truth);
  expect(counts).toEqual({ truePositive: 2, falsePositive: 3, falseNegative: 2, trueNegative: 5 });
  expect(pixelScores(counts)).toEqual({
    accuracy: 7 / 12,
    precision: 2 / 5,
    recall: 1 / 2,
    specificity: 5 / 8,
    dice: 4 / 9,
    iou: 2 / 7,
  });
});

test('pixels to ignore are not counted', () => {
  const ignore = drawnMask('#...', '....', '..##');
  expect(countPixels(prediction, truth, ignore)).toEqual({
    truePositive: 2,
    falsePositive: 2,
    falseNegative: 1,
    trueNegative: 4,
  });
});

test('a ratio of 0/0 is 1', () => {
  const empty = drawnMask('....', '....', '....');
  expect(pixelScores(countPixels(empty, empty))).toEqual({
    accuracy: 1,
    precision: 1,
    recall: 1,
    specificity: 1,
    dice: 1,
    iou: 1,
  });
  expect(pixelScores(countPixels(empty, truth))).toMatchObject({ precision: 1, recall: 0, dice: 0, iou: 0 });
});

test('masks of two sizes are refused, both named', () => {
  expect(() => countPixels(drawnMask('##'), truth)).toThrow(/2 x 1 pixels.*4 x 3/);
  expect(() => countPixels(prediction, truth, drawnMask('##'))).toThrow(/ignore is 2 x 1 pixels.*4 x 3/);
});
