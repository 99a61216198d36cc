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

test('a group that is much larger than the share, or holds a class alone, is trained on', () => {
  const of = (label: string, group: string, images: number) =>
    Array.from({ length: images }, (_, i) => ({
      id: `${group} ${i}`,
      imagePath: '',
      maskPath: '',
      label,
      group,
    }));
  const watched = (...groups: (readonly [string, number])[]) => {
    const items = groups.flatMap(([label, images], i) => of(label, `patient ${i}`, images));
    return [1, 2, 3].map(
      (seed) =>
        watchedPart([{ dataset: { name: 'p' } as Dataset, items }], 0.1, seed, { keepClasses: true })
          .watch[0]!.items,
    );
  };
  const others = Array.from({ length: 9 }, () => ['ALL', 10] as const);
  for (const items of watched(['ALL', 100], ...others)) expect(items).toHaveLength(10);
  for (const items of watched(['AML', 60], ...Array.from({ length: 5 }, () => ['ALL', 30] as const))) {
    expect(items.map(({ label }) => label)).not.toContain('AML');
    expect(items).toHaveLength(30);
  }
});

test('nothing is watched where no share is', () => {
  expect(watchedPart(parts, 0, 1)).toEqual({ train: parts, watch: [] });
});

test('what is marked for validation is watched, whatever share is asked for', () => {
  const items = part('marked', 8).items.map((item, i) =>
    i < 3 ? { ...item, split: 'validation' as const } : item,
  );
  const marked = [{ dataset: { name: 'marked' } as Dataset, items }, part('other', 8)];
  for (const [share, others] of [
    [0, 0],
    [0.5, 4],
  ] as const) {
    const { train, watch } = watchedPart(marked, share, 1, { marked: true });
    expect(watch.map((each) => each.items.length)).toEqual([3, others]);
    expect(train.map((each) => each.items.length)).toEqual([5, 8 - others]);
  }
  expect(watchedPart(marked, 0, 1).watch).toEqual([]);
});

test('of few groups one is watched, of one group none', () => {
  const few = [part('few', 6), part('pair', 2)];
  const { train, watch } = watchedPart(few, 0.1, 1);
  expect(watch.map(({ items }) => items.length)).toEqual([2, 0]);
  expect(train.map(({ items }) => items.length)).toEqual([4, 2]);
});
