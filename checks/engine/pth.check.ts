import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readPth } from '../../packages/engine/src/weights/pth.ts';
import { bytesOf } from '../../packages/engine/src/weights/stored-tensor.ts';
import { WeightsFileError } from '../../packages/engine/src/weights/weights-file-error.ts';
import { python, withoutPython } from '../shared.ts';

const SCRIPT = fileURLToPath(new URL('pth.py', import.meta.url));
const reason = withoutPython('torch');
if (reason) console.warn(`skipped: ${reason}`);

describe.skipIf(reason !== undefined)("what Debian's PyTorch writes", () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'pth-'));
    await python([SCRIPT, folder]);
  });
  afterAll(() => rm(folder, { recursive: true }));

  const contents = ['dtypes', 'views', 'network', 'checkpoint', 'nested'];
  const formats = ['zip', 'zip4', 'legacy', 'legacy4'];

  test.each(contents.flatMap((content) => formats.map((format) => [content, format])))(
    'is read to the last bit: %s, %s',
    async (content, format) => {
      const path = join(folder, `${content}.${format}.pth`);
      const expected: unknown = JSON.parse(await readFile(`${path}.json`, 'utf8'));
      const tensors = readPth(await readFile(path), content === 'nested' ? { key: ['nets', 'ours'] } : {});
      const read = [...tensors].map(([name, tensor]) => {
        const bytes = Buffer.from(bytesOf(tensor)).toString('hex');
        return [name, { dtype: tensor.dtype, shape: tensor.shape, bytes }];
      });
      expect(Object.fromEntries(read)).toEqual(expected);
    },
  );

  test('shared storages stay shared', async () => {
    for (const format of formats) {
      const tensors = readPth(await readFile(join(folder, `views.${format}.pth`)));
      const [whole, row] = ['whole', 'row'].map((name) => tensors.get(name)?.data);
      expect(row?.buffer).toBe(whole?.buffer);
    }
  });

  test.each(formats)('is refused and not run where it calls: %s', async (format) => {
    const malicious = await readFile(join(folder, `malicious.${format}`));
    expect(() => readPth(malicious)).toThrow(WeightsFileError);
    expect(() => readPth(malicious)).toThrow('the file asks for "posix.system", which is refused');
    expect(existsSync(join(folder, 'mark'))).toBe(false);
  });

  test.each(formats)('is refused where it is a whole module: %s', async (format) => {
    const module = await readFile(join(folder, `module.${format}`));
    expect(() => readPth(module)).toThrow(
      /^the file asks for "torch\.nn\.modules\.linear\.Linear"|^the pickle refers to/,
    );
  });

  test('is refused wherever it is cut off', async () => {
    const names = (await readdir(folder)).filter((name) => name.endsWith('.pth'));
    for (const name of names) {
      const bytes = await readFile(join(folder, name));
      for (let length = 0; length < bytes.length; length += Math.ceil(bytes.length / 200)) {
        expect(() => readPth(bytes.subarray(0, length), { key: 'state_dict' })).toThrow(WeightsFileError);
      }
    }
  });
});
