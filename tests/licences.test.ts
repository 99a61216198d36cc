import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { AGREED, AGREED_FOR_TOOLS, notices, thirdParties, tools } from '../scripts/licences.mjs';

test('every package shipped has a licence that was agreed on', async () => {
  const others = (await thirdParties()).filter(({ license }) => !AGREED.includes(license));
  expect(others).toEqual([]);
});

test('so has every tool that builds and tests', async () => {
  const others = (await tools()).filter(({ license }) => !AGREED_FOR_TOOLS.includes(license));
  expect(others).toEqual([]);
});

test('THIRD-PARTY.md is up to date; else run: node scripts/licences.mjs', async () => {
  expect(await readFile('THIRD-PARTY.md', 'utf8')).toBe(await notices());
});
