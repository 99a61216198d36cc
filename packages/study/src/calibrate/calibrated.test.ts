import { expect, test } from 'vitest';
import { calibrated } from './calibrated.ts';
import { fitTemperature } from './temperature.ts';

/** Of each class, every other one is of the half that settles the temperature. */
const images = (wrongOfFirst: number, wrongOfSecond: number) =>
  Array.from({ length: 400 }, (_, i) => {
    const [label, half, number] = [i % 2, Math.floor(i / 2) % 2, Math.floor(i / 4)];
    const wrong = number < (half === 0 ? wrongOfFirst : wrongOfSecond);
    const says = wrong ? 1 - label : label;
    return { label, logits: [says === 0 ? 4 : 0, says === 1 ? 4 : 0] };
  });

test('the temperature is settled on one half of each class, prediction sets on the other', () => {
  const [sure, doubtful] = [calibrated(images(1, 50)), calibrated(images(50, 50))];
  // a hundredth wrong of 200: p = (198 * 201 + 2 * 1) / (200 * 202)
  const p = (198 * 201 + 2) / (200 * 202);
  expect(sure.temperature).toBeCloseTo(4 / Math.log(p / (1 - p)), 4);
  expect(doubtful.temperature).toBeGreaterThan(sure.temperature);
  // half of the second half is wrong: sets have to hold what the confident class leaves
  expect(sure.conformal).toEqual({ coverage: 0.98, threshold: expect.closeTo(p, 6) });
  expect(calibrated(images(1, 1)).conformal!.threshold).toBe(0);
});

test('sets need 49 images of the second half; of fewer all settle the temperature', () => {
  const some = (count: number) => images(1, 1).slice(0, count);
  expect(calibrated(some(99)).conformal).toBeDefined();
  expect(calibrated(some(96))).toEqual({ temperature: fitTemperature(some(96)) });
});

test('without images there is nothing to settle', () => {
  expect(calibrated([])).toEqual({ temperature: 1 });
  expect(calibrated([{ label: 0, logits: [1, 0] }]).conformal).toBeUndefined();
});
