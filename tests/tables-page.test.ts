import { readFile } from 'node:fs/promises';
import { MEASUREMENT_COLUMNS } from '@leukolens/imaging';
import { imagesCsv, nucleiCsv } from '@leukolens/report';
import { expect, test } from 'vitest';
import { tablesPage } from '../scripts/tables-page.mjs';

test('the committed page of columns is what their definitions give', async () => {
  const committed = await readFile('docs/tables.md', 'utf8');
  expect(committed, 'renew it: node scripts/built.mjs scripts/tables-page.mjs').toBe(
    tablesPage(MEASUREMENT_COLUMNS),
  );
});

test('it has every column of both tables, in their order', async () => {
  const page = await readFile('docs/tables.md', 'utf8');
  const [images, nuclei] = page.split('## nuclei.csv') as [string, string];
  const columns = (part: string) => [...part.matchAll(/^\| `([^`]+)` \|/gm)].map(([, name]) => name);
  const heading = async (lines: AsyncGenerator<string>) => (await lines.next()).value.trimEnd().split(',');
  expect(columns(images)).toEqual(await heading(imagesCsv([], ['CLASS'], ['CELL'])));
  expect(columns(nuclei)).toEqual(await heading(nucleiCsv([], ['METHOD-LAYER'], ['CELL'])));
});
