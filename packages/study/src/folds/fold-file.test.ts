import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { rgbImage } from '@leukolens/imaging';
import { expect, test } from 'vitest';
import type { Dataset } from '../datasets/dataset.ts';
import type { ImageReading } from '../datasets/reading.ts';
import { temporaryTree } from '../datasets/testing/temporary-tree.ts';
import { foldFileText, readFoldFile } from './fold-file.ts';

const items = [
  { id: 'a', imagePath: '/a', maskPath: '/a', group: 'one', label: 'x', block: 3 },
  { id: 'b, c', imagePath: '/b', maskPath: '/b', group: 'one', label: 'x' },
  { id: 'd/e', imagePath: '/d', maskPath: '/d', group: 'd/e' },
];

const dataset: Dataset = {
  name: 'mine',
  layout: 'manifest.csv',
  folder: '/',
  items: [...items, { id: 'unmarked', imagePath: '/u', group: 'unmarked' }],
  maskLevels: { nucleus: 255, cytoplasm: 128 },
  warnings: [],
};

/** Each image is one pixel of the colour that its path's character has. */
const reading: ImageReading = {
  image: async (path) => rgbImage(1, 1, Uint8Array.of(path.charCodeAt(1), 0, 0)),
  mask: () => Promise.reject(new Error('no mask is asked for')),
};

const SHA = 'a'.repeat(64);

/** A fold file of rows `image,group,fold`. */
async function written(...rows: string[]): Promise<string> {
  const lines = rows.map((row) => `${SHA},${row}`);
  const folder = await temporaryTree({ 'folds.csv': `sha256,image,group,fold\n${lines.join('\n')}\n` });
  return join(folder, 'folds.csv');
}

test('what is written is read again: folds, their count, and the digest of the file', async () => {
  const text = await foldFileText(items, [0, 0, 2], reading);
  const sha256 = createHash('sha256')
    .update(Uint8Array.of(1, 0, 0, 0, 1, 0, 0, 0, 97, 0, 0)) // 1 x 1, 'a' is 97
    .digest('hex');
  expect(text.split('\n')[0]).toBe('image,sha256,group,block,fold');
  expect(text.split('\n')[1]).toBe(`a,${sha256},one,3,0`);
  const path = join(await temporaryTree([]), 'folds.csv');
  await writeFile(path, text.replace(/2\n$/, '1\n'));
  const folds = await readFoldFile(path, dataset);
  expect(folds.count).toBe(2);
  expect([...folds.foldOf]).toEqual([
    ['a', 0],
    ['b, c', 0],
    ['d/e', 1],
  ]);
  expect(folds.sha256).toBe(
    createHash('sha256')
      .update(await readFile(path))
      .digest('hex'),
  );
});

test('a group on both sides, an image missing or unknown: all are listed', async () => {
  const path = await written('a,one,0', '"b, c",one,1', 'z,z,1');
  const error = await readFoldFile(path, dataset).catch((found) => found);
  expect(error.message).toContain('the folds do not fit mine');
  expect(error.problems).toEqual([
    'd/e is in no fold',
    'z is not in mine',
    'group one lies in the folds 0 and 1',
  ]);
});

test('an image listed twice, and a fold without images, are refused', async () => {
  const twice = await written('a,one,0', '"b, c",one,0', 'd/e,d/e,1', 'd/e,d/e,0');
  await expect(readFoldFile(twice, dataset)).rejects.toThrow('d/e is listed twice');
  const gap = await written('a,one,0', '"b, c",one,0', 'd/e,d/e,2');
  await expect(readFoldFile(gap, dataset)).rejects.toThrow('fold 1 has no image');
  const single = await written('a,one,0', '"b, c",one,0', 'd/e,d/e,0');
  await expect(readFoldFile(single, dataset)).rejects.toThrow('there are fewer than two folds');
});

test('rows that are none are refused by their line', async () => {
  const path = await written('a,one,0', '"b, c",one,first', 'd/e,d/e,-1');
  await expect(readFoldFile(path, dataset)).rejects.toThrow(/line 3: fold.*\n.*line 4: fold/);
  const folder = await temporaryTree({ 'folds.csv': 'image,sha256,group,fold\na,abc,one,0\n' });
  await expect(readFoldFile(join(folder, 'folds.csv'), dataset)).rejects.toThrow('64 hexadecimal digits');
});
