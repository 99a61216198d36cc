import { copyFile, mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encodePng } from '@leukolens/imaging';
import { sharpCodec } from '@leukolens/imaging/node';
import { drawSmear } from '@leukolens/study';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { leukolens } from './run-command.ts';

let root: string;
const at = (...names: string[]) => join(root, ...names);
const OPTIONS = ['--method', 'handcrafted'];

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'shards-'));
  await mkdir(at('smears', 'deep'), { recursive: true });
  for (let seed = 0; seed < 9; seed++) {
    const { image } = drawSmear({ width: 160, height: 120, seed, cells: 2, nucleusDiameter: 30 });
    const place = seed % 2 === 0 ? 'smears' : join('smears', 'deep');
    await writeFile(at(place, `${seed}.png`), await encodePng(image, sharpCodec));
  }
  await writeFile(at('smears', 'bad.png'), 'no picture');
  expect((await leukolens(['segment', at('smears'), '-o', at('whole'), ...OPTIONS])).code).toBe(1);
  for (const k of [1, 2, 3]) await shard(k, `shard-${k}`);
}, 60_000);
afterAll(() => rm(root, { recursive: true }));

const shard = (k: number, out: string, ...more: string[]) =>
  leukolens(['segment', at('smears'), '-o', at(out), '--shard', `${k}/3`, ...OPTIONS, ...more]);
const merge = (shards: string[], out: string) =>
  leukolens(['merge', ...shards.map((name) => at(name)), '-o', at(out)]);
const own = async (out: string): Promise<string[]> =>
  JSON.parse(await readFile(at(out, 'shard.json'), 'utf8')).own;

test('together, shards leave byte by byte what one run leaves, failures too', async () => {
  const { code, stderr } = await merge(['shard-3', 'shard-1', 'shard-2'], 'merged');
  expect(code).toBe(1);
  expect(stderr).toBe(`9 images done, 1 failed; results in ${at('merged')}\n`);
  const list = async (out: string) =>
    (await readdir(at(out), { recursive: true })).filter((name) => !name.endsWith('results.ndjson')).sort();
  expect(await list('merged')).toEqual(await list('whole'));
  for (const name of ['results.json', 'images.csv', 'nuclei.csv', 'settings.json', 'labels/deep/3.png.png']) {
    const [whole, merged] = await Promise.all(['whole', 'merged'].map((out) => readFile(at(out, name))));
    expect(merged!.equals(whole!), name).toBe(true);
  }
});

test('results that are there already are not merged over, unless asked to', async () => {
  const again = await merge(['shard-3', 'shard-1', 'shard-2'], 'merged');
  expect([again.code, again.stderr]).toEqual([
    2,
    expect.stringContaining('add --overwrite, or name another'),
  ]);
});

test('a shard is not merged into itself', async () => {
  const shards = ['shard-1', 'shard-2', 'shard-3'].map((name) => at(name));
  const into = await leukolens(['merge', ...shards, '-o', at('shard-1'), '--overwrite']);
  expect([into.code, into.stderr]).toEqual([2, expect.stringContaining('which is a shard: name another')]);
  expect(await own('shard-1')).not.toHaveLength(0);
});

test('every image is in one shard, by what it holds: other names and places change nothing', async () => {
  const before = await Promise.all([1, 2, 3].map((k) => own(`shard-${k}`)));
  expect(before.flat().sort()).toHaveLength(10);
  expect(before.every((names) => names.length > 0)).toBe(true);
  await mkdir(at('moved'));
  for (const name of before[0]!)
    await copyFile(at('smears', name), at('moved', `other ${name.replace('/', ' ')}`));
  const again = ['segment', at('moved'), '-o', at('shard-moved'), '--shard', '1/3', ...OPTIONS];
  await leukolens(again);
  // a file that cannot be read has its contents, too
  expect(await own('shard-moved')).toHaveLength(before[0]!.length);
});

test('a shard goes on where it was cut off, and is not taken for a whole run', async () => {
  await rm(at('shard-1', 'shard.json'));
  const refused = await merge(['shard-1', 'shard-2', 'shard-3'], 'early');
  expect(refused.code).toBe(2);
  expect(refused.stderr).toContain(`${at('shard-1')} is no shard that is done`);
  const other = await leukolens(['segment', at('smears'), '-o', at('shard-1'), '--resume', ...OPTIONS]);
  expect(other.stderr).toContain('was made with other settings');
  await shard(1, 'shard-1', '--resume');
  expect((await merge(['shard-1', 'shard-2', 'shard-3'], 'late')).code).toBe(1);
});

test('missing, doubled, differing shards and other inputs are refused by name', async () => {
  const said = async (...shards: string[]) => (await merge(shards, 'none')).stderr;
  expect(await said('shard-1', 'shard-3')).toContain('shard 2 of 3 is missing');
  expect(await said('shard-1', 'shard-2', 'shard-2', 'shard-3')).toContain('shard 2 of 3 is there twice');
  await shard(2, 'split', '--split');
  expect(await said('shard-1', 'split', 'shard-3')).toContain('were made with different settings');
  await rename(at('smears', '8.png'), at('8.png'));
  await shard(2, 'fewer');
  expect(await said('shard-1', 'fewer', 'shard-3')).toContain('not parts of one run over the same inputs');
  expect((await shard(4, 'fourth')).code).toBe(2);
}, 60_000);
