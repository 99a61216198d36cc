import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { openDataset } from './open.ts';
import { temporaryTree } from './testing/temporary-tree.ts';

/** Runs the script that a recipe's page tells users to run, in the folder. */
async function runRecipe(page: string, folder: string): Promise<void> {
  const text = await readFile(new URL(`../../../../docs/datasets/${page}`, import.meta.url), 'utf8');
  const script = /```js\r?\n(.*?)```/s.exec(text)![1]!;
  await writeFile(join(folder, 'make-manifest.mjs'), script);
  await promisify(execFile)(process.execPath, ['make-manifest.mjs'], { cwd: folder });
}

test('raabin-wbc: the recipe lists every image with its mask, type and smear', async () => {
  const names = ['Basophil/95-5-4-1_45_1', 'Basophil/95-5-4-1_45_2', 'Neutrophil/96, 1_2_3'];
  const types = ['Eosinophil', 'Lymphocyte', 'Monocyte'].map((type) => `${type}/97-1_1_1`);
  const all = [...names, ...types];
  const folder = await temporaryTree([
    ...all.map((name) => `GrTh/Original/${name}.jpg`),
    ...all.map((name) => `GrTh/Ground Truth/${name}.png`),
  ]);
  await runRecipe('raabin-wbc.md', folder);
  const { items, warnings } = await openDataset('raabin-wbc', folder);
  expect(items.map(({ id }) => id).sort()).toEqual(all.map((name) => `GrTh/Original/${name}`).sort());
  expect(items[1]).toEqual({
    id: 'GrTh/Original/Basophil/95-5-4-1_45_2',
    imagePath: join(folder, 'GrTh', 'Original', 'Basophil', '95-5-4-1_45_2.jpg'),
    maskPath: join(folder, 'GrTh', 'Ground Truth', 'Basophil', '95-5-4-1_45_2.png'),
    label: 'basophil',
    group: '95-5-4-1',
  });
  expect(items.find(({ label }) => label === 'neutrophil')?.group).toBe('96, 1');
  expect(warnings).toEqual(['6 images were found; 1145 were published as raabin-wbc']);
});

test('leukemia: the recipe lists every image with its class, with a mask or without', async () => {
  const folder = await temporaryTree([
    'images/L1/a.bmp',
    'masks/L1/a.png',
    'images/L2/b.bmp',
    'masks/L2/other.png',
    'images/L3/c.bmp',
    'masks/L3/c.bmp',
  ]);
  await runRecipe('leukemia.md', folder);
  const { items } = await openDataset('leukemia', folder);
  expect(items).toEqual([
    {
      id: 'images/L1/a',
      imagePath: join(folder, 'images', 'L1', 'a.bmp'),
      maskPath: join(folder, 'masks', 'L1', 'a.png'),
      label: 'L1',
      group: 'images/L1/a',
    },
    {
      id: 'images/L2/b',
      imagePath: join(folder, 'images', 'L2', 'b.bmp'),
      label: 'L2',
      group: 'images/L2/b',
    },
    {
      id: 'images/L3/c',
      imagePath: join(folder, 'images', 'L3', 'c.bmp'),
      maskPath: join(folder, 'masks', 'L3', 'c.bmp'),
      label: 'L3',
      group: 'images/L3/c',
    },
  ]);
});
