import { expect, test } from 'vitest';
import { compareMasks, maskScores, SCORE_NAMES } from './mask-scores.ts';
import { summariseScores } from './summary.ts';
import { drawnMask } from './testing/drawn.ts';

const perfect = compareMasks(drawnMask('##......'), drawnMask('##......'));
const missed = compareMasks(drawnMask('........'), drawnMask('######..'));

test('the mean is over images, the pooled scores are over pixels', () => {
  const { mean, pooled, interval } = summariseScores([perfect, missed], { seed: 1 });
  expect(mean).toMatchObject({ iou: 0.5, precision: 1, recall: 0.5, boundaryF1: 0.5, objectF1: 0.5 });
  expect(pooled).toMatchObject({ iou: 2 / 8, precision: 1, recall: 2 / 8, dice: 4 / 10 });
  expect(pooled.objectF1).toBeCloseTo(2 / 3, 12); // 1 matched of 1 predicted and 2 true
  expect(interval.iou).toEqual([0, 1]);
  expect(interval.precision).toEqual([1, 1]);
  expect(Object.keys(mean)).toEqual([...SCORE_NAMES]);
});

test('the mean over one image is its scores', () => {
  const { mean, pooled } = summariseScores([missed], { seed: 1, resamples: 10 });
  expect(mean).toEqual(maskScores(missed));
  expect(pooled).toEqual(mean);
});

test('no image has no mean', () => {
  expect(() => summariseScores([], { seed: 1 })).toThrow('no image');
});
