import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { DatasetItem } from '../datasets/dataset.ts';
import { assignFolds } from './assign.ts';

function item(id: string, known: Partial<DatasetItem> = {}): DatasetItem {
  return { id, imagePath: `/${id}.png`, group: id, ...known };
}

/** How many of the items chosen lie in each fold. */
function sizes(
  folds: readonly number[],
  count: number,
  chosen: (i: number) => boolean = () => true,
): number[] {
  return Array.from({ length: count }, (_, fold) => folds.filter((of, i) => of === fold && chosen(i)).length);
}

describe('assignFolds', () => {
  test('classes are spread evenly, and so is the whole', () => {
    const labels = [...'aaaaaaaaaabbbbbccc'];
    const items = labels.map((label, i) => item(`${i}`, { label }));
    const folds = assignFolds(items, 5, 1);
    expect(sizes(folds, 5, (i) => labels[i] === 'a')).toEqual([2, 2, 2, 2, 2]);
    expect(sizes(folds, 5, (i) => labels[i] === 'b')).toEqual([1, 1, 1, 1, 1]);
    expect(sizes(folds, 5, (i) => labels[i] === 'c').sort()).toEqual([0, 0, 1, 1, 1]);
    expect(sizes(folds, 5).sort()).toEqual([3, 3, 4, 4, 4]);
  });

  test('a group stays together, and small ones even out large ones', () => {
    const items = [...'AAAABBcdefgh'].map((group, i) => item(`${i}`, { group }));
    const folds = assignFolds(items, 3, 1);
    expect(new Set(folds.slice(0, 4)).size).toBe(1);
    expect(new Set(folds.slice(4, 6)).size).toBe(1);
    expect(sizes(folds, 3)).toEqual([4, 4, 4]);
  });

  test('a block of a class stays together; the same number in another class is another block', () => {
    const items = [0, 0, 1, 1, 2, 2].flatMap((block, i) =>
      ['a', 'b'].map((label) => item(`${label}${i}`, { label, block })),
    );
    const folds = assignFolds(items, 3, 4);
    for (const label of ['a', 'b']) {
      const ofLabel = folds.filter((_, i) => items[i]!.label === label);
      expect([ofLabel[0], ofLabel[2], ofLabel[4]]).toEqual([ofLabel[1], ofLabel[3], ofLabel[5]]);
      expect(new Set(ofLabel).size).toBe(3);
    }
  });

  test('blocks that a group ties together stay together, too', () => {
    const items = [
      item('0', { label: 'a', block: 0 }),
      item('1', { label: 'a', block: 0, group: 'shared' }),
      item('2', { label: 'a', block: 1, group: 'shared' }),
      item('3', { label: 'a', block: 1 }),
      item('4', { label: 'a', block: 2 }),
    ];
    const folds = assignFolds(items, 2, 1);
    expect(new Set(folds.slice(0, 4)).size).toBe(1);
    expect(folds[4]).not.toBe(folds[0]);
  });

  test('the seed decides', () => {
    const items = Array.from({ length: 30 }, (_, i) => item(`${i}`));
    expect(assignFolds(items, 3, 1)).toEqual(assignFolds(items, 3, 1));
    expect(assignFolds(items, 3, 1)).not.toEqual(assignFolds(items, 3, 2));
  });

  test('whatever the items, groups and blocks are whole and no fold is empty', () => {
    const drawn = fc.array(
      fc.record({
        group: fc.integer({ min: 0, max: 12 }),
        label: fc.constantFrom('a', 'b'),
        block: fc.option(fc.integer({ min: 0, max: 5 }), { nil: undefined }),
      }),
      { minLength: 2, maxLength: 40 },
    );
    fc.assert(
      fc.property(drawn, fc.integer({ min: 2, max: 4 }), fc.integer(), (known, count, seed) => {
        const items = known.map(({ group, label, block }, i) =>
          item(`${i}`, { group: `${group}`, label, ...(block !== undefined && { block }) }),
        );
        let folds: number[];
        try {
          folds = assignFolds(items, count, seed);
        } catch (error) {
          expect(error).toBeInstanceOf(RangeError); // fewer clusters than folds
          return;
        }
        expect(sizes(folds, count).every((size) => size > 0)).toBe(true);
        for (const [i, one] of items.entries()) {
          for (const [j, other] of items.entries()) {
            const together =
              one.group === other.group ||
              (one.block !== undefined && one.block === other.block && one.label === other.label);
            if (together) expect(folds[i]).toBe(folds[j]);
          }
        }
      }),
      { numRuns: 200, seed: 41 },
    );
  });

  test('fewer groups than folds, and counts that are none, are refused', () => {
    const items = [...'aab'].map((group, i) => item(`${i}`, { group }));
    expect(() => assignFolds(items, 3, 1)).toThrow(
      '3 folds were asked for; expected a whole number from 2 to 2',
    );
    expect(() => assignFolds(items, 1, 1)).toThrow(RangeError);
    expect(() => assignFolds(items, 1.5, 1)).toThrow(RangeError);
  });
});
