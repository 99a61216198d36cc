import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openDataset } from '../open.ts';
import { temporaryTree } from '../testing/temporary-tree.ts';

test('jtsc and cellavision: "Dataset 1" and "Dataset 2" in one folder, with their class labels', async () => {
  const tree = await temporaryTree({
    'Dataset 1/112.bmp': '',
    'Dataset 1/112.png': '',
    'Dataset 1/139.bmp': '',
    'Dataset 1/139.png': '',
    'Class Labels of Dataset 1.csv': 'image ID,class label\n112,2\n139,5\n',
    'Dataset 2/001.bmp': '',
    'Dataset 2/001.png': '',
  });
  const jtsc = await openDataset('jtsc', tree);
  expect(jtsc.layout).toBe('Dataset 1');
  expect(jtsc.items).toMatchObject([
    { id: '112', label: 'lymphocyte', group: '112', maskPath: join(tree, 'Dataset 1', '112.png') },
    { id: '139', label: 'basophil', group: '112' },
  ]);
  const cellavision = await openDataset('cellavision', tree);
  expect(cellavision.items).toMatchObject([{ id: '001', imagePath: join(tree, 'Dataset 2', '001.bmp') }]);
  expect((await openDataset('cellavision', join(tree, 'Dataset 2'))).items).toEqual(cellavision.items);
});

test('an image without a mask is named', async () => {
  const tree = await temporaryTree(['001.bmp', '001.png', '002.bmp']);
  await expect(openDataset('jtsc', tree)).rejects.toThrow('./002.bmp has no mask');
});

test('bloodseg: two folders', async () => {
  const tree = await temporaryTree([
    'BloodImageSetS6NucSeg/BloodImage_00000.jpg',
    'BloodImageSetS6NucSeg/test.txt',
    'BloodImageSetS6NucSeg_masks/BloodImage_00000.png',
    'masks-2/BloodImage_00000.png',
  ]);
  expect((await openDataset('bloodseg', tree)).items).toEqual([
    {
      id: 'BloodImage_00000',
      imagePath: join(tree, 'BloodImageSetS6NucSeg', 'BloodImage_00000.jpg'),
      maskPath: join(tree, 'BloodImageSetS6NucSeg_masks', 'BloodImage_00000.png'),
      secondMaskPath: join(tree, 'masks-2', 'BloodImage_00000.png'),
      group: 'BloodImage_00000',
    },
  ]);
});

test('all-idb2: class by name, tenths of each class as blocks, the known pair in one group', async () => {
  const normal = Array.from({ length: 20 }, (_, i) => `Im${i + 238}_0.tif`);
  const names = ['Im001_1.tif', 'Im002_1.tif', 'Im223_0.tif', ...normal];
  const tree = await temporaryTree(names.flatMap((name) => [`img/${name}`, `gt/${name}`]));
  const { items } = await openDataset('all-idb2', tree);
  expect(items.length).toBe(23);
  expect(items.slice(0, 3)).toMatchObject([
    { id: 'Im001_1', label: 'lymphoblast', block: 0, maskPath: join(tree, 'gt', 'Im001_1.tif') },
    { id: 'Im002_1', label: 'lymphoblast', block: 5 },
    { id: 'Im223_0', label: 'normal', block: 0, group: 'Im223_0' },
  ]);
  expect(items.at(-1)).toMatchObject({ id: 'Im257_0', block: 9, group: 'Im223_0' });
});

test('aria-all: blocks by number in the class, with or without Original', async () => {
  const files = [
    'Benign/WBC-Benign-001.jpg',
    'Benign/WBC-Benign-504.jpg',
    'Early/WBC-Malignant-Early-050.jpg',
    'Early/WBC-Malignant-Early-051.jpg',
    'Pre/WBC-Malignant-Pre-964.jpg',
    'Pro/WBC-Malignant-Pro-001.jpg',
    'Pro/Thumbs.db',
  ];
  const original = await openDataset(
    'aria-all',
    await temporaryTree(files.map((file) => `Original/${file}`)),
  );
  expect(original.items.map(({ id, label, block }) => [id, label, block])).toEqual([
    ['Benign/WBC-Benign-001', 'Benign', 0],
    ['Benign/WBC-Benign-504', 'Benign', 19],
    ['Early/WBC-Malignant-Early-050', 'Early', 0],
    ['Early/WBC-Malignant-Early-051', 'Early', 1],
    ['Pre/WBC-Malignant-Pre-964', 'Pre', undefined],
    ['Pro/WBC-Malignant-Pro-001', 'Pro', 0],
  ]);
  expect(original.warnings[1]).toContain('near-duplicates');
  const alone = await openDataset('aria-all', await temporaryTree(files));
  expect(alone.items.map(({ id }) => id)).toEqual(original.items.map(({ id }) => id));
});

test('pbc: a folder for each of the eight types', async () => {
  const types = ['basophil', 'eosinophil', 'erythroblast', 'ig', 'lymphocyte', 'monocyte', 'neutrophil'];
  const files = types.map((type) => `PBC_dataset_normal_DIB/${type}/X_1.jpg`);
  await expect(openDataset('pbc', await temporaryTree(files))).rejects.toThrow('was not found');
  const all = await temporaryTree([...files, 'PBC_dataset_normal_DIB/platelet/X_2.jpg']);
  expect((await openDataset('pbc', all)).items.map(({ label }) => label)).toEqual([...types, 'platelet']);
});
