import { labelImage } from '@leukolens/imaging';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { countObjects, objectF1 } from './object-score.ts';
import { drawnLabels, drawnMask } from './testing/drawn.ts';

test('an intersection over union of exactly 0.5 matches, one below does not', () => {
  const truth = drawnLabels('11..222.');
  expect(countObjects(drawnLabels('1...2...'), truth)).toEqual({ predicted: 2, truth: 2, matched: 1 });
});

test('an object that covers two equal ones matches only one of them', () => {
  const counts = countObjects(drawnLabels('1111'), drawnLabels('1122'));
  expect(counts).toEqual({ predicted: 1, truth: 2, matched: 1 });
  expect(objectF1(counts)).toBeCloseTo(2 / 3, 12);
});

test('two halves of an object match it only once', () => {
  expect(countObjects(drawnLabels('1122'), drawnLabels('1111'))).toEqual({
    predicted: 2,
    truth: 1,
    matched: 1,
  });
});

test('an unmatched object mostly in the region to ignore is not counted', () => {
  const prediction = drawnLabels('11.222.333');
  const truth = drawnLabels('11........');
  const ignore = drawnMask('#####..#..');
  expect(countObjects(prediction, truth, ignore)).toEqual({ predicted: 2, truth: 1, matched: 1 });
});

test('nothing predicted of nothing is perfect', () => {
  expect(objectF1(countObjects(drawnLabels('...'), drawnLabels('...')))).toBe(1);
  expect(objectF1(countObjects(drawnLabels('1..'), drawnLabels('...')))).toBe(0);
});

test('the matches are as many as any matching has', () => {
  const labels = fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 12, maxLength: 12 });
  fc.assert(
    fc.property(labels, labels, (a, b) => {
      const prediction = labelImage(12, 1, Uint16Array.from(a));
      const truth = labelImage(12, 1, Uint16Array.from(b));
      expect(countObjects(prediction, truth).matched).toBe(mostMatches(a, b));
    }),
    { seed: 7, numRuns: 500 },
  );
});

/** The size of the largest one-to-one matching, by trying every one. */
function mostMatches(prediction: number[], truth: number[], from = 1, taken: number[] = []): number {
  if (from > 4) return 0;
  let most = mostMatches(prediction, truth, from + 1, taken);
  for (let t = 1; t <= 4; t++) {
    const shared = prediction.filter((p, i) => p === from && truth[i] === t).length;
    const union = prediction.filter((p, i) => p === from || truth[i] === t).length;
    if (taken.includes(t) || shared === 0 || 2 * shared < union) continue;
    most = Math.max(most, 1 + mostMatches(prediction, truth, from + 1, [...taken, t]));
  }
  return most;
}
