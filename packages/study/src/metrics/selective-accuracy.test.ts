import { expect, test } from 'vitest';
import { selectiveAccuracy } from './selective-accuracy.ts';

/** The most certain right, the next wrong, the two least certain right and wrong. */
const VERDICTS = [
  { label: 0, probabilities: [0.6, 0.4] },
  { label: 1, probabilities: [0.05, 0.95] },
  { label: 0, probabilities: [0.2, 0.8] },
  { label: 1, probabilities: [0.55, 0.45] },
];

test('of the most certain half one of two is right, of three two, of all two of four', () => {
  expect(selectiveAccuracy(VERDICTS, [1, 0.75, 0.5, 0.25])).toEqual([
    { coverage: 1, accuracy: 2 / 4 },
    { coverage: 0.75, accuracy: 2 / 3 },
    { coverage: 0.5, accuracy: 1 / 2 },
    { coverage: 0.25, accuracy: 1 },
  ]);
});

test('one image is decided however low the coverage', () => {
  expect(selectiveAccuracy(VERDICTS, [0.01])).toEqual([{ coverage: 0.01, accuracy: 1 }]);
});

test('nothing to decide, and coverages beyond their range, are refused', () => {
  expect(() => selectiveAccuracy([], [1])).toThrow('there is no verdict');
  expect(() => selectiveAccuracy(VERDICTS, [0])).toThrow('a coverage of 0; expected above 0, up to 1');
  expect(() => selectiveAccuracy(VERDICTS, [1.1])).toThrow('a coverage of 1.1');
});
