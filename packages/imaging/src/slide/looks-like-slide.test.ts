import { expect, test } from 'vitest';
import { looksLikeSlide } from './looks-like-slide.ts';

test.each([
  ['a.svs', '', true],
  ['a.ome.TIF', '', true],
  ['a.jpg', 'II*\0', true],
  ['a', 'MM\0*', true],
  ['a', 'II+\0', true],
  ['a', 'MM\0+', true],
  ['thumbnail.jpg', '\xff\xd8\xff\xe0', false],
  ['a', 'II', false],
  ['a', '', false],
])('%s that begins with %j: %s', async (name, head, expected) => {
  expect(await looksLikeSlide(name, async () => Buffer.from(head, 'latin1'))).toBe(expected);
});

test('what cannot be read goes by its name', async () => {
  expect(await looksLikeSlide('a', () => Promise.reject(new Error('gone')))).toBe(false);
});
