import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readSafetensors, writeSafetensors } from '../../packages/engine/src/weights/safetensors.ts';
import { bytesOf } from '../../packages/engine/src/weights/stored-tensor.ts';
import { PEER, python, withoutPython } from '../shared.ts';

const GOLDENS = resolve(process.env.LEUKOLENS_SHARED ?? '../shared', 'goldens');
const reason = existsSync(GOLDENS)
  ? withoutPython('numpy')
  : `no goldens in ${GOLDENS}: set LEUKOLENS_SHARED`;
if (reason) console.warn(`skipped: ${reason}`);

/** Prints name, dtype, shape and SHA-256 of every tensor, by the reader that comes with the goldens; a line a file. */
const PRINT = `
import hashlib, json, sys
sys.path.insert(0, sys.argv[1])
import safetensors_io
for path in sys.argv[2:]:
    tensors = safetensors_io.load(path).items()
    print(json.dumps([[n, str(v.dtype), list(v.shape), hashlib.sha256(v.tobytes()).hexdigest()] for n, v in tensors]))
`;

async function peer(paths: readonly string[]): Promise<unknown[]> {
  const printed = await python(['-c', PRINT, PEER, ...paths]);
  return printed
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
}

describe.skipIf(reason !== undefined)('the goldens', () => {
  test('are read as the peer reads them, and written so that the peer reads the same', async () => {
    const names = (await readdir(GOLDENS)).filter((name) => name.endsWith('.safetensors'));
    expect(names.length).toBeGreaterThan(5);
    const folder = await mkdtemp(join(tmpdir(), 'goldens-'));
    const read: unknown[] = [];
    for (const name of names) {
      const { tensors } = readSafetensors(await readFile(join(GOLDENS, name)));
      const described = [...tensors].map(([tensorName, tensor]) => {
        const hash = createHash('sha256').update(bytesOf(tensor)).digest('hex');
        return [tensorName, tensor.dtype, tensor.shape, hash];
      });
      read.push(described);
      await writeFile(join(folder, name), writeSafetensors(tensors));
    }
    expect(read).toEqual(await peer(names.map((name) => join(GOLDENS, name))));
    expect(read).toEqual(await peer(names.map((name) => join(folder, name))));
    await rm(folder, { recursive: true });
  });
});
