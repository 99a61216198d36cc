import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { leukolens } from '../../tests/run-command.ts';
import { DATA, missing, python, withoutPython } from '../shared.ts';

const SCRIPT = fileURLToPath(new URL('read_outputs.py', import.meta.url));
const MODULES = ['PIL', 'numpy', 'skimage', 'shapely'];

let scratch: string;
beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'readers-'));
});
afterAll(() => rm(scratch, { recursive: true }));

/** The smallest of objects, down to single pixels: the handcrafted method's. */
const SMALLEST = ['--method', 'handcrafted', '--area', '1', '--closing', '1'];

async function problems(images: string, ...options: string[]): Promise<string> {
  const out = join(scratch, 'out');
  const { code, stderr } = await leukolens(['segment', images, '-o', out, '--overwrite', ...options]);
  expect(code, stderr).toBe(0);
  return python([SCRIPT, images, out]);
}

describe('Pillow, scikit-image and shapely read what is written', () => {
  const reason = withoutPython(...MODULES);
  if (reason) console.warn(`skipped: ${reason}`);

  test.skipIf(reason !== undefined)('of synthetic smears', async () => {
    const smears = join(scratch, 'smears');
    await leukolens(['synth', '-o', smears, '-n', '6', '--cells', '6', '--width', '400', '--height', '300']);
    expect(await problems(join(smears, 'images'))).toMatch(/^6 images and \d+ nuclei read, 0 problems/);
  });

  test.skipIf(missing(...MODULES) !== undefined)('of real smears, with the smallest of objects', async () => {
    const printed = await problems(join(DATA, 'jtsc', 'images'), ...SMALLEST);
    console.log(printed.trim());
    expect(printed).toMatch(/^300 images and \d+ nuclei read, 0 problems/);
  });
});
