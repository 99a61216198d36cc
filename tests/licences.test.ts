import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { AGREED, notices, thirdParties } from '../scripts/licences.mjs';

test('every package shipped has a licence that was agreed on', async () => {
  const others = (await thirdParties()).filter(({ license }) => !AGREED.includes(license));
  expect(others).toEqual([]);
});

test('THIRD-PARTY.md is up to date; else run: node scripts/licences.mjs', async () => {
  expect(await readFile('THIRD-PARTY.md', 'utf8')).toBe(await notices());
});
