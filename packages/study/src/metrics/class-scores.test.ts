import { describe, expect, test } from 'vitest';
import { auroc, classScores, confusion, macroF1, macroPrecision, macroRecall } from './class-scores.ts';

const verdict = (label: number, ...probabilities: number[]) => ({ label, probabilities });

describe('four images of three classes', () => {
  const verdicts = [
    verdict(0, 0.8, 0.1, 0.1),
    verdict(0, 0.3, 0.6, 0.1),
    verdict(1, 0.1, 0.9, 0),
    verdict(2, 0.2, 0.2, 0.6),
  ];
  const scores = classScores(verdicts, 3);

  test('the confusion has true classes in rows', () => {
    expect(confusion(verdicts, 3)).toEqual([
      [1, 1, 0],
      [0, 1, 0],
      [0, 0, 1],
    ]);
  });

  test('accuracy and macro F1', () => {
    expect(scores.accuracy).toBe(0.75);
    // F1: 2/3, 2/3, 1
    expect(scores.macroF1).toBeCloseTo(7 / 9, 12);
  });

  test('calibration: |1 - 0.8| + |1 - 0.9| + |(0 + 1) - (0.6 + 0.6)|, over four', () => {
    expect(scores.calibrationError).toBeCloseTo((0.2 + 0.1 + 0.2) / 4, 12);
  });

  test('Brier', () => {
    const sums = [0.04 + 0.01 + 0.01, 0.49 + 0.36 + 0.01, 0.01 + 0.01, 0.04 + 0.04 + 0.16];
    expect(scores.brier).toBeCloseTo(sums.reduce((a, b) => a + b) / 4, 12);
  });

  test('area under the curve of each class', () => {
    expect(scores.auroc[0]).toBe(1); // 0.8 and 0.3 against 0.1 and 0.2
    expect(scores.auroc[1]).toBe(1);
    expect(scores.auroc[2]).toBe(1);
  });
});

test('equal scores count half', () => {
  expect(auroc([1, 1], [true, false])).toBe(0.5);
  // pairs: (2 > 1), (2 > 3 no), (3 > 1), (3 = 3 half)
  expect(auroc([2, 3, 1, 3], [true, true, false, false])).toBe(2.5 / 4);
  expect(auroc([1, 2], [true, true])).toBeUndefined();
});

test('a class that is neither there nor said counts in no mean', () => {
  const table = [
    [1, 0, 1, 0],
    [0, 1, 0, 0],
    [0, 0, 0, 0],
    [0, 0, 0, 0],
  ];
  // precision 1, 1, 0; recall 1/2, 1, 0; F1 2/3, 1, 0
  expect(macroPrecision(table)).toBeCloseTo(2 / 3, 12);
  expect(macroRecall(table)).toBeCloseTo(1 / 2, 12);
  expect(macroF1(table)).toBeCloseTo(5 / 9, 12);
});

test('no verdict, and a verdict of other classes, are refused', () => {
  expect(() => classScores([], 2)).toThrow('there is no verdict to score');
  expect(() => classScores([verdict(2, 0.5, 0.5)], 2)).toThrow(
    'a verdict of 2 classes on class 2; expected 2 classes',
  );
});
