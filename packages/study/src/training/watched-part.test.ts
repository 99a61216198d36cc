import { expect, test } from 'vitest';
import type { Dataset, Part } from '../datasets/dataset.ts';
import { watchedPart } from './watched-part.ts';

function part(name: string, images: number): Part {
  const items = Array.from({ length: images }, (_, i) => ({
    id: `${name}${i}`,
    imagePath: '',
    maskPath: '',
    label: i % 4 === 0 ? 'rare' : 'common',
    group: `${name}${i >> 1}`,
  }));
  return { dataset: { name } as Dataset, items };
}

const parts = [part('a', 40), part('b', 16)];

test('a share of each set is set aside, whole groups, nothing lost', () => {
  const { train, watch } = watchedPart(parts, 0.25, 1);
  parts.forEach(({ dataset, items }, i) => {
    expect([train[i]!.dataset, watch[i]!.dataset]).toEqual([dataset, dataset]);
    expect(watch[i]!.items).toHaveLength(items.length / 4);
    expect([...train[i]!.items, ...watch[i]!.items].map(({ id }) => id).sort()).toEqual(
      items.map(({ id }) => id).sort(),
    );
    const groups = new Set(watch[i]!.items.map(({ group }) => group));
    expect(train[i]!.items.some(({ group }) => groups.has(group))).toBe(false);
  });
});

test('the seed decides who is watched', () => {
  const ids = (seed: number) =>
    watchedPart(parts, 0.1, seed).watch.flatMap(({ items }) => items.map(({ id }) => id));
  expect(ids(1)).toEqual(ids(1));
  expect(ids(1)).not.toEqual(ids(2));
});

test('nothing is watched where no share is', () => {
  expect(watchedPart(parts, 0, 1)).toEqual({ train: parts, watch: [] });
});

test('of few groups one is watched, of one group none', () => {
  const few = [part('few', 6), part('pair', 2)];
  const { train, watch } = watchedPart(few, 0.1, 1);
  expect(watch.map(({ items }) => items.length)).toEqual([2, 0]);
  expect(train.map(({ items }) => items.length)).toEqual([4, 2]);
});
