import { expect, test } from 'vitest';
import type { Dataset } from '../datasets/dataset.ts';
import { foldSplit } from './fold-split.ts';

/** Images of patients, two each. */
function patients(count: number) {
  return Array.from({ length: 2 * count }, (_, i) => ({
    id: `${i}`,
    imagePath: '',
    label: i % 2 === 0 ? 'one' : 'other',
    group: `patient ${i >> 1}`,
  }));
}

function split(count: number) {
  const items = patients(count);
  const dataset = { name: 'few', items } as unknown as Dataset;
  const foldOf = new Map(items.map(({ id, group }) => [id, group === 'patient 0' ? 0 : 1]));
  return foldSplit({ dataset, folds: { count: 2, sha256: '', foldOf }, guarded: false, seed: 1 }, items, 0);
}

test('a set of few patients is parted as far as they go', () => {
  const { train, calibration, test } = split(4);
  expect([train.length, calibration.length, test.length]).toEqual([4, 2, 2]);
});

test('where one patient is left to train on, that is said', () => {
  expect(() => split(2)).toThrow('fold 0 of few leaves one group of images to train on');
});

test.each([
  // the first patient is tested; of the others about a sixth is held back, or what there is
  [[40, 60, 55, 50, 3, 2, 2], 50],
  [[40, 60, 5], 5],
  [[40, 80, 10, 10], 10],
  [[40, 200, 20, 20, 15], 20],
])(
  'what is held back of patients with %j images is neither much more nor much less than an even share',
  (sizes, held) => {
    const items = sizes.flatMap((size, patient) =>
      Array.from({ length: size }, (_, i) => ({
        id: `${patient} ${i}`,
        imagePath: '',
        label: i % 2 === 0 ? 'one' : 'other',
        group: `patient ${patient}`,
      })),
    );
    const dataset = { name: 'uneven', items } as unknown as Dataset;
    const foldOf = new Map(items.map(({ id, group }) => [id, group === 'patient 0' ? 0 : 1]));
    const parts = { dataset, folds: { count: 2, sha256: '', foldOf }, guarded: false, seed: 1 };
    const { calibration } = foldSplit(parts, items, 0);
    expect(calibration).toHaveLength(held);
  },
);
