import { mkdir, mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openModel, shippedModels, usedModel } from './models.ts';
import { RunError } from './run-error.ts';
import { writeSmallModel } from './testing/small-model.ts';

let scratch: string;
beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'models-'));
});
afterAll(() => rm(scratch, { recursive: true }));

test('a model is read from its folder, and named by its weights', async () => {
  const folder = join(scratch, 'good');
  await writeSmallModel(folder);
  const model = await openModel(folder);
  expect(model.folder).toBe(folder);
  expect([...model.weights.keys()]).toContain('bottom.weight');
  expect(usedModel(model)).toEqual({
    name: 'small',
    sha256: model.description.weights.sha256,
    notice: 'Research use only.',
  });
});

test('a bare name means a model that comes with the program, before a folder', async () => {
  const shipped = join(scratch, 'shipped');
  await writeSmallModel(join(shipped, 'universal'), 'universal');
  await writeSmallModel(join(shipped, 'faster'), 'faster');
  await writeFile(join(shipped, 'README.md'), 'no model');
  expect(await shippedModels(shipped)).toEqual(['faster', 'universal']);
  expect((await openModel('universal', 'outline', shipped)).folder).toBe(join(shipped, 'universal'));
  await expect(openModel('slower', 'outline', shipped)).rejects.toThrow(
    /slower: model.json: no such file or folder; models that come with this version: faster, universal$/,
  );
  expect(await shippedModels(join(scratch, 'nowhere'))).toEqual([]);
});

const change = async (folder: string, parts: Record<string, unknown>) => {
  const path = join(folder, 'model.json');
  await writeFile(path, JSON.stringify({ ...JSON.parse(await readFile(path, 'utf8')), ...parts }));
};

test.each<[what: string, spoil: (folder: string) => Promise<unknown>, reason: string]>([
  ['gone', (folder) => rm(folder, { recursive: true }), 'model.json: no such file or folder'],
  [
    'without weights',
    (folder) => rm(join(folder, 'weights.safetensors')),
    'weights.safetensors: no such file or folder',
  ],
  [
    'of a folder in place of a file',
    async (folder) => {
      await rm(join(folder, 'model.json'));
      await mkdir(join(folder, 'model.json'));
    },
    'model.json: not a file',
  ],
  [
    'cut off',
    async (folder) => truncate(join(folder, 'weights.safetensors'), 100),
    'the weights of small have been altered',
  ],
  [
    'with weights beyond all bounds',
    async (folder) => truncate(join(folder, 'weights.safetensors'), 2 ** 28 + 1),
    'weights.safetensors has 268435457 bytes; expected at most 268435456',
  ],
  [
    'with a description beyond all bounds',
    async (folder) => truncate(join(folder, 'model.json'), 2 ** 20 + 1),
    'model.json has 1048577 bytes; expected at most 1048576',
  ],
  [
    'of another version',
    (folder) => change(folder, { schemaVersion: 3 }),
    'model.json: schemaVersion: a model of schema version 3: this program reads version 1',
  ],
  ['of text that moves the cursor', (folder) => change(folder, { '\u001b[2J\nkey': 1 }), '?[2J'],
  ['of endless text', (folder) => change(folder, { kind: 'x'.repeat(1e5) }), 'a model of the kind "xxx'],
])('a model %s is refused in one short line that names its folder', async (what, spoil, reason) => {
  const folder = join(scratch, what);
  await writeSmallModel(folder);
  await spoil(folder);
  const error: Error = await openModel(folder).then(
    () => expect.unreachable(),
    (reason) => reason,
  );
  expect(error).toBeInstanceOf(RunError);
  expect(error.message.startsWith(`no model can be read from ${folder}: `)).toBe(true);
  expect(error.message).toContain(reason);
  expect(error.message).not.toMatch(/[\p{Cc}]/u);
  expect(error.message.length).toBeLessThan(folder.length + 400);
});
