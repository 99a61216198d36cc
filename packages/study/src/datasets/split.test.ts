import { expect, test } from 'vitest';
import type { Split } from './dataset.ts';
import { itemsMarked, mixedSplits } from './split.ts';

const marked = (...splits: (Split | undefined)[]) =>
  splits.map((split, i) => ({ id: `${i}`, imagePath: '', group: `${i}`, ...(split && { split }) }));

test('the images of one mark; none is an error', () => {
  const items = marked('train', 'test', undefined, 'test');
  expect(itemsMarked('mine', items, 'test').map(({ id }) => id)).toEqual(['1', '3']);
  expect(() => itemsMarked('mine', items, 'validation')).toThrow(
    'mine has no image that is marked validation',
  );
});

test('scoring what was trained on beside what was not is warned of', () => {
  expect(mixedSplits(marked('train', 'validation', 'test', undefined))).toMatch(
    /^3 of 4 images .* --marked test/,
  );
  expect(mixedSplits(marked('train', undefined))).toBeUndefined();
  expect(mixedSplits(marked('test', 'test'))).toBeUndefined();
});
