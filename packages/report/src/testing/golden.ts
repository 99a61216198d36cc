import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { expect } from 'vitest';

/**
 * Compares a text with the committed file at `url`. `UPDATE_GOLDENS=1 npm test` writes the file anew: look at what changed
 * before committing it.
 */
export async function expectGolden(text: string, url: URL): Promise<void> {
  if (process.env.UPDATE_GOLDENS === '1') {
    await mkdir(dirname(url.pathname), { recursive: true });
    await writeFile(url, text);
  }
  expect(text, 'UPDATE_GOLDENS=1 npm test renews the file; look at it').toBe(await readFile(url, 'utf8'));
}
