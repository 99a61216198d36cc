import { expect, test } from 'vitest';
import { random } from '../random.ts';
import { boostedTrees } from './boosted-trees.ts';

const draw = random('boosted-trees');
const drawn = (count: number) => Array.from({ length: count }, () => [draw.next(), draw.next(), draw.next()]);
const best = (logits: readonly number[]) => logits.indexOf(Math.max(...logits));

test('learns bands, and what only two features together tell', () => {
  const label = ([a, b]: readonly number[]) => (a! < 0.3 ? 0 : a! < 0.65 === b! < 0.5 ? 1 : 2);
  const [seen, unseen] = [drawn(600), drawn(400)];
  const trees = boostedTrees(seen, seen.map(label), 3);
  const right = unseen.filter((features) => best(trees(features)) === label(features));
  expect(right.length / unseen.length).toBeGreaterThan(0.95);
});

test('one tree of one question, by hand', () => {
  // at the start p is 1/2 for both classes: gradients of class 1 are 0.5, 0.5, -0.5, -0.5, curvatures 0.25
  const cases = [...Array(4).fill([0]), ...Array(4).fill([2])];
  const labels = [0, 0, 0, 0, 1, 1, 1, 1];
  const trees = boostedTrees(cases, labels, 2, { rounds: 1, depth: 1, rate: 1, shrinkage: 1 });
  // a side: gradient ±2, curvature 1, so the leaf is ∓2 / (1 + 1)
  expect(trees([0.9])).toEqual([1, -1]);
  expect(trees([1])).toEqual([-1, 1]);
});

test('nothing to ask gives the same to all; no case is refused', () => {
  expect(boostedTrees([[1], [1]], [0, 1], 2)([5])).toEqual([0, 0]);
  expect(() => boostedTrees([], [], 2)).toThrow(
    'boostedTrees: 0 cases with 0 labels; expected as many, and some',
  );
});
