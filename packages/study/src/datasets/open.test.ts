import { symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openDataset } from './open.ts';
import { datasets } from './registry.ts';
import { temporaryTree } from './testing/temporary-tree.ts';

test('a set is found in its own folder and in the folder that holds all', async () => {
  const tree = await temporaryTree({
    'jtsc/index.csv': 'image,mask,label,group\n112.webp,112.png,monocyte,112\n139.webp,139.png,,112\n',
    'jtsc/images/112.webp': '',
    'jtsc/images/139.webp': '',
    'jtsc/masks/112.png': '',
    'jtsc/masks/139.png': '',
    'jtsc/masks-2/139.png': '',
  });
  const dataset = await openDataset('jtsc', tree);
  expect(dataset.layout).toBe('index.csv');
  expect(dataset.folder).toBe(join(tree, 'jtsc'));
  expect(dataset.description?.title).toContain('JTSC');
  expect(dataset.warnings).toEqual(['2 images were found; 300 were published as jtsc']);
  expect(dataset.items).toEqual([
    {
      id: '112',
      imagePath: join(tree, 'jtsc', 'images', '112.webp'),
      maskPath: join(tree, 'jtsc', 'masks', '112.png'),
      label: 'monocyte',
      group: '112',
    },
    {
      id: '139',
      imagePath: join(tree, 'jtsc', 'images', '139.webp'),
      maskPath: join(tree, 'jtsc', 'masks', '139.png'),
      secondMaskPath: join(tree, 'jtsc', 'masks-2', '139.png'),
      group: '112',
    },
  ]);
  expect((await openDataset('jtsc', join(tree, 'jtsc'))).items).toEqual(dataset.items);
});

test('manifest.csv comes before everything else and may list a set of any name', async () => {
  const tree = await temporaryTree({
    'manifest.csv':
      'image,mask,label,group,split\nslides/a 1.jpg,truth/a.png,blast,patient 7,test\nb.jpg,,,,\n',
    'index.csv': 'nonsense',
    'slides/a 1.jpg': '',
    'truth/a.png': '',
    'b.jpg': '',
  });
  const dataset = await openDataset('my-slides', tree, { maskLevels: { nucleus: 1, cytoplasm: 2 } });
  expect(dataset).toMatchObject({ layout: 'manifest.csv', maskLevels: { nucleus: 1 }, warnings: [] });
  expect(dataset.items).toEqual([
    {
      id: 'slides/a 1',
      imagePath: join(tree, 'slides', 'a 1.jpg'),
      maskPath: join(tree, 'truth', 'a.png'),
      label: 'blast',
      group: 'patient 7',
      split: 'test',
    },
    { id: 'b', imagePath: join(tree, 'b.jpg'), group: 'b' },
  ]);
  expect((await openDataset('leukemia', tree)).layout).toBe('manifest.csv');
});

test('a manifest is refused with all its problems by line', async () => {
  const outside = await temporaryTree(['secret.jpg']);
  const tree = await temporaryTree({
    'manifest.csv':
      'image,mask,block\na.jpg,,1\n../b.jpg,,\nmissing.jpg,,\na.jpg,missing.png,\nlink.jpg,,\n./a.png,,\n',
    'a.jpg': '',
    'a.png': '',
  });
  await symlink(join(outside, 'secret.jpg'), join(tree, 'link.jpg'));
  await expect(openDataset('mine', tree)).rejects.toMatchObject({
    problems: [
      'line 3: "../b.jpg" leaves the folder',
      'line 4: "missing.jpg" is not there',
      "line 5: 'a' is listed on line 2 already",
      'line 5: "missing.png" is not there',
      'line 6: "link.jpg" is a symbolic link that leaves the folder',
      "line 7: 'a' is listed on line 5 already",
    ],
  });
});

test('rows that do not fit the schema are refused by line', async () => {
  const tree = await temporaryTree({ 'manifest.csv': 'image,block,split\na.jpg,-1,\nb.jpg,,training\n' });
  await expect(openDataset('mine', tree)).rejects.toThrow(
    /line 2: block: a block is a whole number.*\n.*line 3: split: expected 'train', 'validation' or 'test'/,
  );
  const empty = await temporaryTree({ 'manifest.csv': 'image\n' });
  await expect(openDataset('mine', empty)).rejects.toThrow('manifest.csv lists no image');
});

test('a prepared list with labels of another set is refused', async () => {
  const tree = await temporaryTree({ 'index.csv': 'image,label\nBenign/a.jpg,Benign\n', 'Benign/a.jpg': '' });
  await expect(openDataset('pbc', tree)).rejects.toThrow('line 2: label');
  expect((await openDataset('aria-all', tree)).items[0]).toMatchObject({ id: 'Benign/a', label: 'Benign' });
});

test('where nothing is found, the message says what was looked for and what is there', async () => {
  const tree = await temporaryTree(['readme.txt', 'jtsc/notes.txt']);
  await expect(openDataset('jtsc', tree)).rejects.toThrow(
    /no manifest.csv, no index.csv, no "Dataset 1"\/NNN.bmp.*which holds jtsc, readme.txt\n.*in jtsc\/, which holds notes.txt/,
  );
  await expect(openDataset('raabin-wbc', tree)).rejects.toThrow('no manifest.csv, no index.csv in');
  await expect(openDataset('jstc', tree)).rejects.toThrow(
    /'jstc' is not one of jtsc, cellavision.*manifest.csv/,
  );
  await expect(openDataset('jtsc', join(tree, 'nowhere'))).rejects.toThrow('cannot be read');
});

test('the registry names each set once', () => {
  expect(new Set(datasets.map((each) => each.name)).size).toBe(8);
});
