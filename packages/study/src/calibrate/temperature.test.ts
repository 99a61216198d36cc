import { expect, test } from 'vitest';
import { crossEntropyAt, fitTemperature } from './temperature.ts';

test('where three of four are right, the temperature makes them three quarters sure', () => {
  // right by a margin of 3 three times, wrong by it once: p = 0.75 wants a margin of ln 3
  const known = [0, 0, 0, 1].map((label) => ({ label, logits: [3, 0] }));
  expect(fitTemperature(known)).toBeCloseTo(3 / Math.log(3), 4);
});

test('it is a minimum of the cross-entropy', () => {
  const known = Array.from({ length: 60 }, (_, i) => ({
    label: i % 3,
    logits: [0, 1, 2].map((k) => 4 * Math.sin(7 * i + k) + (k === i % 3 ? 5 : 0)),
  }));
  const best = fitTemperature(known);
  const least = crossEntropyAt(known, best);
  for (const other of [best / 1.1, best * 1.1]) expect(crossEntropyAt(known, other)).toBeGreaterThan(least);
});

test('a network that is never wrong is as sure as it may be', () => {
  expect(fitTemperature([{ label: 0, logits: [2, 0] }])).toBeCloseTo(0.05, 3);
});

test('no image is refused', () => {
  expect(() => fitTemperature([])).toThrow('a temperature is fitted on at least one image');
});
