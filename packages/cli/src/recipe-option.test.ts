import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { classifierRecipe } from './recipe-option.ts';

let folder: string;
const manifest = (...labels: string[]) =>
  writeFile(
    join(folder, 'manifest.csv'),
    ['image,label', ...labels.map((label, i) => `${i}.png,${label}`)].join('\n'),
  );

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'recipes-'));
  for (const number of [0, 1, 2]) await writeFile(join(folder, `${number}.png`), '');
});
afterAll(() => rm(folder, { recursive: true }));

test('a classifier is trained as one that ships was, or as in the paper, for the classes of the data', async () => {
  await manifest('reactive', 'blast', 'blast');
  const { name, design, epochs } = await classifierRecipe('lymphoblasts', ['mine'], folder);
  expect([name, design.classes, design.scale.kind, epochs]).toEqual([
    'lymphoblasts',
    ['blast', 'reactive'],
    'eachNucleus',
    40,
  ]);
  const paper = await classifierRecipe('paper-linear-mish-nuclei', ['mine'], folder);
  expect([paper.design.classes, paper.design.activation]).toEqual([['blast', 'reactive'], 'mish']);
  const known = await classifierRecipe('stages', ['aria-all'], folder);
  expect(known.design.classes).toEqual(['Benign', 'Early', 'Pre', 'Pro']);
});

test('what is missing is said', async () => {
  await expect(classifierRecipe(undefined, ['mine'], folder)).rejects.toThrow('such as --recipe stages');
  await expect(classifierRecipe('nowhere', ['mine'], folder)).rejects.toThrow('--recipe nowhere: ');
  await expect(classifierRecipe('nowhere.json', ['mine'], folder)).rejects.toThrow(
    'nowhere.json: no such file',
  );
  await manifest('blast', 'blast', 'blast');
  await expect(classifierRecipe('stages', ['mine'], folder)).rejects.toThrow(
    '--recipe stages: mine has one class; expected two or more',
  );
});
