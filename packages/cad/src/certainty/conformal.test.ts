import { describe, expect, test } from 'vitest';
import { conformalRule, conformalSet, conformityScore } from './conformal.ts';

test('a score sums the probabilities of what was held more probable than the true class', () => {
  expect(conformityScore([0.2, 0.5, 0.3], 1)).toBe(0);
  expect(conformityScore([0.2, 0.5, 0.3], 2)).toBe(0.5);
  expect(conformityScore([0.2, 0.5, 0.3], 0)).toBe(0.8);
});

describe('the rule', () => {
  const scores = [0.9, 0.5, 0.7, 0.6, 0.8, 0.55, 0.65, 0.75, 0.85];

  test('is the score of the rank that ten images ask for', () => {
    // ⌈10 x 0.8⌉ = 8th smallest of nine
    expect(conformalRule(scores, 0.8)).toEqual({ coverage: 0.8, threshold: 0.85 });
    expect(conformalRule(scores, 0.5).threshold).toBe(0.7);
  });

  test('takes in everything where there are too few images for the coverage', () => {
    expect(conformalRule(scores, 0.98).threshold).toBe(1);
    expect(() => conformalRule([], 0.9)).toThrow('by 0 images');
    expect(() => conformalRule(scores, 1)).toThrow('a coverage of 1');
  });
});

describe('a set', () => {
  test('takes in a class where those more probable leave room for it', () => {
    const rule = { coverage: 0.9, threshold: 0.75 };
    expect(conformalSet([0.1, 0.8, 0.1], rule)).toEqual([1]);
    expect(conformalSet([0.3, 0.5, 0.2], rule)).toEqual([1, 0]);
    expect(conformalSet([0.4, 0.3, 0.3], rule)).toEqual([0, 1, 2]);
  });

  test('is never empty, one class where the network was right often enough, all at a threshold of 1', () => {
    expect(conformalSet([0.4, 0.6], { coverage: 0.9, threshold: 0 })).toEqual([1]);
    expect(conformalSet([0.5, 0.3, 0.2], { coverage: 0.98, threshold: 1 })).toEqual([0, 1, 2]);
  });

  test('covers as often as asked for, on images like those of the rule', () => {
    // true class by the probabilities themselves: a network that is calibrated
    let state = 1;
    const next = () => {
      state = (state * 48271) % 2147483647;
      return state / 2147483647;
    };
    const image = () => {
      const raw = [next(), next(), next()].map((value) => value ** 3);
      const sum = raw.reduce((a, b) => a + b);
      const probabilities = raw.map((value) => value / sum);
      const at = next();
      const label = at < probabilities[0]! ? 0 : at < probabilities[0]! + probabilities[1]! ? 1 : 2;
      return { probabilities, label };
    };
    const settled = Array.from({ length: 2000 }, image);
    const rule = conformalRule(
      settled.map(({ probabilities, label }) => conformityScore(probabilities, label)),
      0.9,
    );
    const fresh = Array.from({ length: 2000 }, image);
    const covered = fresh.filter(({ probabilities, label }) =>
      conformalSet(probabilities, rule).includes(label),
    );
    expect(covered.length / 2000).toBeGreaterThan(0.88);
    expect(covered.length / 2000).toBeLessThan(0.96);
  });
});
