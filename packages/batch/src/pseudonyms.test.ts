import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { pseudonymised } from './pseudonyms.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pseudonyms-'));
});
afterAll(() => rm(folder, { recursive: true }));

const inputs = (...names: string[]) => ({
  found: names.map((name) => ({ path: `/there/${name}`, name })),
  refused: [{ name: 'Smith.lnk', reason: 'no' }],
  ignored: 0,
  results: [],
});

test('names are drawn once, kept in the key, and say nothing', async () => {
  const key = join(folder, 'key.json');
  const out = join(folder, 'results');
  const first = await pseudonymised(inputs('Smith/a.png', 'b.png'), key, out);
  for (const { name } of [...first.found, ...first.refused]) expect(name).toMatch(/^image-[0-9a-f]{8}$/);
  expect(new Set([...first.found, ...first.refused].map(({ name }) => name)).size).toBe(3);
  const again = await pseudonymised(inputs('b.png', 'c.png', 'Smith/a.png'), key, out);
  const of = (all: typeof first) => new Map(all.found.map(({ path, name }) => [path, name]));
  expect(of(again).get('/there/b.png')).toBe(of(first).get('/there/b.png'));
  expect(again.found.map(({ name }) => name)).toEqual(again.found.map(({ name }) => name).sort());
  expect(JSON.parse(await readFile(key, 'utf8')).images).toHaveLength(4);
});

test('images of one name in folders of two patients are two', async () => {
  const key = join(folder, 'patients.json');
  const of = async (patient: string) => {
    const path = join(folder, `${patient}.png`);
    await writeFile(path, patient);
    const asked = { found: [{ path, name: 'field-01.png' }], refused: [], ignored: 0, results: [] };
    return (await pseudonymised(asked, key, join(folder, 'results'))).found[0]!.name;
  };
  const [smith, jones, again] = [await of('smith'), await of('jones'), await of('smith')];
  expect(jones).not.toBe(smith);
  expect(again).toBe(smith);
});

test('a key in the results, or a file that is none, is refused', async () => {
  const out = join(folder, 'results');
  await expect(pseudonymised(inputs('a'), join(out, 'key.json'), out)).rejects.toThrow(
    'keep the key elsewhere',
  );
  await writeFile(join(folder, 'other.json'), '{"images": 1}');
  await expect(pseudonymised(inputs('a'), join(folder, 'other.json'), out)).rejects.toThrow(
    'no key of pseudonyms',
  );
});
