import { expect, test } from 'vitest';
import { differences } from './differences.ts';

test('values differ where they do, by path', () => {
  const one = { version: '1', settings: { split: false, only: ['masks'], handcrafted: { area: 30 } } };
  expect(differences(one, structuredClone(one))).toEqual([]);
  expect(
    differences(one, { version: '1', settings: { split: true, only: [], handcrafted: { area: 30 } } }),
  ).toEqual(['settings.split', 'settings.only']);
  expect(differences(one, { version: '1', settings: { ...one.settings, handcrafted: undefined } })).toEqual([
    'settings.handcrafted',
  ]);
});
