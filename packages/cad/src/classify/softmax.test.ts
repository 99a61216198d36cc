import { expect, test } from 'vitest';
import { softmax } from './softmax.ts';

test('exponentials over their sum', () => {
  const [a, b] = softmax([Math.log(3), 0]);
  expect(a).toBeCloseTo(0.75, 6);
  expect(b).toBeCloseTo(0.25, 6);
});

test('a temperature above one brings probabilities nearer to one another', () => {
  // ln 9 / 2 = ln 3
  expect(softmax([Math.log(9), 0], 2)[0]).toBeCloseTo(0.75, 6);
});

test('logits of any size are finite', () => {
  expect([...softmax([1e4, -1e4, 1e4])]).toEqual([0.5, 0, 0.5]);
});
