import { expect, test } from 'vitest';
import { crossEntropyAt, fitTemperature } from './temperature.ts';

test('where three of four are right, the temperature makes them about three quarters sure', () => {
  // right by a margin of 3 three times, wrong by it once; targets of 5/6 and 1/6: p = (3 * 5 + 1) / (4 * 6) = 2/3 wants a margin of ln 2
  const known = [0, 0, 0, 1].map((label) => ({ label, logits: [3, 0] }));
  expect(fitTemperature(known)).toBeCloseTo(3 / Math.log(2), 4);
});

test('of many images it is the minimum of the cross-entropy', () => {
  const known = Array.from({ length: 6000 }, (_, i) => ({
    label: i % 3,
    logits: [0, 1, 2].map((k) => 4 * Math.sin(7 * i + k) + (k === i % 3 ? 5 : 0)),
  }));
  const best = fitTemperature(known);
  const least = crossEntropyAt(known, best);
  for (const other of [best / 1.1, best * 1.1]) expect(crossEntropyAt(known, other)).toBeGreaterThan(least);
});

test('a network that was never wrong is the surer the more images say so', () => {
  const right = (count: number) => Array.from({ length: count }, () => ({ label: 0, logits: [2, 0] }));
  // of n images p = (n + 1) / (n + 2), a margin of ln (n + 1)
  for (const n of [1, 9, 99]) expect(fitTemperature(right(n))).toBeCloseTo(2 / Math.log(n + 1), 4);
});

test('no image is refused', () => {
  expect(() => fitTemperature([])).toThrow('a temperature is fitted on at least one image');
});
