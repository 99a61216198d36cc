import { describe, expect, test } from 'vitest';
import type { DatasetItem } from '../datasets/dataset.ts';
import { guardedFolds, guardedSplit, heldBack, requireApart } from './guarded.ts';

/** Three images a block. */
function items(label: string, blocks: readonly number[]): DatasetItem[] {
  return blocks.flatMap((block) =>
    [0, 1, 2].map((i) => {
      const id = `${label}/${block}-${i}`;
      return { id, imagePath: id, label, block, group: id };
    }),
  );
}
const upTo = (count: number) => Array.from({ length: count }, (_, i) => i);
const set = [...items('early', upTo(8)), ...items('late', [0, 1, 2, 3, 10, 11, 12, 13, 14])];
const foldsOf = (of: readonly DatasetItem[], count = 2) => {
  const folds = guardedFolds(of, count);
  return new Map(of.map(({ id }, i) => [id, folds[i]!]));
};
const blocksOf = (of: readonly DatasetItem[], label: string) => [
  ...new Set(of.filter((item) => item.label === label).map(({ block }) => block)),
];

describe('guarded folds', () => {
  test('a fold is a run of neighbouring blocks of each class', () => {
    const foldOf = foldsOf(set);
    const first = set.filter(({ id }) => foldOf.get(id) === 0);
    expect(blocksOf(first, 'early')).toEqual([0, 1, 2, 3]);
    expect(blocksOf(first, 'late')).toEqual([0, 1, 2, 3, 10]);
  });

  test('blocks beside a tested one are neither tested nor trained on', () => {
    const { train, test, guard } = guardedSplit(set, foldsOf(set), 0);
    expect(blocksOf(guard, 'early')).toEqual([4]);
    expect(blocksOf(train, 'early')).toEqual([5, 6, 7]);
    expect(blocksOf(guard, 'late')).toEqual([11]);
    expect(train.length + test.length + guard.length).toBe(set.length);
    expect(() => requireApart(train, test, true)).not.toThrow();
  });

  test('no group is on both sides, however far away its images are', () => {
    const tied = set.map((item) =>
      item.id === 'early/0-0' || item.id === 'early/7-1' ? { ...item, group: 'same field' } : item,
    );
    const { train, guard } = guardedSplit(tied, foldsOf(tied), 0);
    expect(guard.map(({ id }) => id)).toContain('early/7-1');
    expect(train.map(({ id }) => id)).toContain('early/7-0');
  });

  test('too few blocks, an image without a block, a class that is missing on one side', () => {
    expect(() => guardedFolds(items('early', upTo(7)), 2)).toThrow(
      'early has 7 blocks; 2 folds need 8, 4 each',
    );
    const { block, ...without } = set[0]!;
    expect(() => guardedFolds([without], 2)).toThrow('early/0-0 has no block: guarded folds need both');
    const lone = new Map(set.map(({ id, label }) => [id, label === 'late' ? 1 : 0]));
    expect(() => guardedSplit(set, lone, 0)).toThrow('fold 0: no image of early is trained on');
  });
});

test('a split by hand that tests on what it trained on is refused', () => {
  const [first, second, third] = [items('early', [0]), items('early', [1]), items('early', [2])];
  expect(() => requireApart(second, first, true)).toThrow(
    'block 0 of early is tested, and early/1-0 of block 1 beside it is trained on: leave a guard block out',
  );
  expect(() => requireApart(third, first, true)).not.toThrow();
  expect(() => requireApart(second, first, false)).not.toThrow();
  const same = third.map((item) => ({ ...item, group: 'early/0-0' }));
  expect(() => requireApart(same, first, false)).toThrow('group early/0-0 is trained on and tested');
});

test('what is held back to calibrate lies farthest from what is tested, behind guards of its own', () => {
  const long = items('early', upTo(12));
  const foldOf = new Map(long.map(({ id, block }) => [id, block! < 4 ? 0 : 1]));
  const { train, calibration, guard, test } = heldBack(guardedSplit(long, foldOf, 0));
  expect(blocksOf(test, 'early')).toEqual([0, 1, 2, 3]);
  expect(blocksOf(calibration, 'early')).toEqual([10, 11]);
  expect(blocksOf(guard, 'early')).toEqual([4, 9]);
  expect(blocksOf(train, 'early')).toEqual([5, 6, 7, 8]);
  expect(() => requireApart(train, [...test, ...calibration], true)).not.toThrow();
});
