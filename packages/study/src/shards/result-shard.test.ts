import { expect, test } from 'vitest';
import { foldsOfShard, type ResultShard, wholeRun } from './result-shard.ts';

test('folds are dealt out by their numbers, whatever order they are named in', () => {
  expect(foldsOfShard([0, 1, 2, 3, 4], { index: 1, of: 2 })).toEqual([0, 2, 4]);
  expect(foldsOfShard([4, 1, 0, 3, 2], { index: 2, of: 2 })).toEqual([1, 3]);
  expect(foldsOfShard([7, 9, 7], { index: 2, of: 2 })).toEqual([9]);
  expect(() => foldsOfShard([0, 1], { index: 3, of: 3 })).toThrow('2 folds cannot be cut into 3 shards');
});

interface Found {
  readonly recipe: string;
  readonly done: readonly number[];
}
const shard = (
  index: number,
  of: number,
  done: readonly number[],
  more: Partial<ResultShard> = {},
  recipe = 'a',
) => ({
  file: `${index}.json`,
  result: { recipe, done, shard: { index, of, folds: [index - 1], ...more } },
});
const together = (...given: Parameters<typeof wholeRun<Found>>[0]) =>
  wholeRun<Found>(
    given,
    ({ recipe }) => recipe,
    ({ done }) => done,
  ).map(({ file }) => file);

test('the shards of one run come in order', () => {
  expect(together(shard(2, 2, [1]), shard(1, 2, [0]))).toEqual(['1.json', '2.json']);
  expect(together(shard(1, 1, [], { folds: undefined }))).toEqual(['1.json']);
});

test.each([
  ['one is missing', [shard(1, 2, [0])], 'shard 2 of 2 is missing'],
  [
    'one is there twice',
    [shard(1, 2, [0]), shard(2, 2, [1]), shard(1, 2, [0])],
    'shard 1 of 2 is there twice: 1.json, 1.json',
  ],
  ['one is not done', [shard(1, 2, [0]), shard(2, 2, [])], '2.json is not done: fold 1 is missing'],
  [
    'one is of another recipe',
    [shard(1, 2, [0]), shard(2, 2, [1], {}, 'b')],
    '2.json and 1.json are not parts of one run',
  ],
  [
    'one is of another number',
    [shard(1, 2, [0]), shard(2, 3, [1])],
    '2.json and 1.json are not parts of one run',
  ],
  [
    'a fold is in two of them',
    [shard(1, 2, [0]), shard(2, 2, [0], { folds: [0] })],
    'fold 0 is in two shards: they were not cut alike',
  ],
  ['one is no shard', [{ file: 'x.json', result: { recipe: 'a', done: [] } }], 'x.json is no shard'],
])('refused: %s', (_, given, reason) => {
  expect(() => together(...given)).toThrow(reason);
});
