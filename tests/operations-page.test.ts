import { readFile } from 'node:fs/promises';
import { OPERATIONS } from '@leukolens/engine';
import { expect, test } from 'vitest';
import { operationsPage } from '../scripts/operations-page.mjs';

test('the committed page of operations is what their definitions give', async () => {
  const committed = await readFile('docs/engine/operations.md', 'utf8');
  expect(committed, 'renew it: node scripts/built.mjs scripts/operations-page.mjs').toBe(
    operationsPage(OPERATIONS),
  );
});

test('an operation is a row of its family, with what would end a cell escaped', () => {
  const page = operationsPage({ few: [{ name: 'abs', summary: '|x|', derivative: 'none' }] });
  expect(page).toContain('## Few\n');
  expect(page).toContain('\n| `abs` | float32 | \\|x\\| | none |\n');
});
