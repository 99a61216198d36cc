import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { writePieces, writeWhole } from './atomic.ts';

test('a file is there whole, or as it was before', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'atomic-'));
  const path = join(folder, 'deep', 'er', 'file.txt');
  await writeWhole(path, 'first');
  async function* breaking() {
    yield 'half';
    throw new Error('power cut');
  }
  await expect(writePieces(path, breaking())).rejects.toThrow('power cut');
  expect(await readFile(path, 'utf8')).toBe('first');
  expect(await readdir(join(folder, 'deep', 'er'))).toEqual(['file.txt']);
  await rm(folder, { recursive: true });
});
