import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { slideSummarySchema } from '@leukolens/cad';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { cellsRead, matched, nucleiFound, rowsOf } from './drawn-slide.ts';
import { leukolens } from './run-command.ts';

let root: string;
let slide: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'slide-'));
  const drawn = await leukolens([
    'synth-slide',
    '-o',
    join(root, 'drawn'),
    '--width',
    '5000',
    '--height',
    '3000',
    '--white-cells',
    '6',
  ]);
  expect(drawn.code).toBe(0);
  slide = join(root, 'drawn', 'slide.tif');
}, 120_000);
afterAll(() => rm(root, { recursive: true }));

const summary = async (out: string) =>
  slideSummarySchema.parse(JSON.parse(await readFile(join(out, 'slide.tif', 'slide.json'), 'utf8')));

test('every nucleus of the part that is read is found once', async () => {
  const out = join(root, 'whole');
  const { code, stderr } = await leukolens(['slide', slide, '-o', out]);
  expect(code).toBe(0);
  const [nuclei, cells] = [
    await nucleiFound(join(out, 'slide.tif')),
    await cellsRead(join(root, 'drawn'), join(out, 'slide.tif')),
  ];
  expect(cells.length).toBeGreaterThan(20);
  expect(nuclei).toHaveLength(cells.length);
  expect(matched(nuclei, cells, 12)).toBe(cells.length); // px; a nucleus has 32
  const { slide: described, nuclei: counted, zones } = await summary(out);
  expect(described).toMatchObject({ width: 5000, height: 3000, kind: 'tiff' });
  expect(described.micrometresPerPixel).toBeCloseTo(0.25, 6);
  expect(counted.count).toBe(nuclei.length);
  expect(Object.values(zones).reduce((a, b) => a + b)).toBeCloseTo(1, 12);
  expect(zones.read).toBeGreaterThan(0.2);
  expect(stderr).toContain(`1 slide done with ${nuclei.length} nuclei, 0 failed`);
  const report = await readFile(join(out, 'slide.tif', 'report.html'), 'utf8');
  expect(report).toContain('Research use only');
  expect(report).not.toMatch(/(src|href)="(?!data:)[^#]/);
  const features = JSON.parse(await readFile(join(out, 'slide.tif', 'nuclei.geojson'), 'utf8')).features;
  expect(features).toHaveLength(nuclei.length);
}, 60_000);

test('tiles cut elsewhere give the same nuclei', async () => {
  const out = join(root, 'small-tiles');
  expect((await leukolens(['slide', slide, '-o', out, '--tile', '700'])).code).toBe(0);
  const [one, other] = [
    await nucleiFound(join(root, 'whole', 'slide.tif')),
    await nucleiFound(join(out, 'slide.tif')),
  ];
  expect(other).toHaveLength(one.length);
  expect(matched(one, other, 1e-6)).toBe(one.length); // px; the sum's rounding
}, 60_000);

test('a run that is killed goes on to the same bytes', async () => {
  const out = join(root, 'killed');
  const command = ['slide', slide, '-o', out, '--tile', '700'];
  const journal = join(out, 'slide.tif', 'tiles.ndjson');
  await leukolens(command, async (child) => {
    while (((await stat(journal).catch(() => undefined))?.size ?? 0) === 0) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    child.kill('SIGKILL');
  });
  const torn = (await stat(journal)).size;
  await truncate(journal, torn - 3);
  expect((await leukolens(command)).stderr).toContain('add --resume or --overwrite');
  expect((await leukolens([...command, '--resume'])).code).toBe(0);
  for (const file of ['slide.json', 'nuclei.csv.gz', 'nuclei.geojson', 'report.html', 'tissue.json']) {
    const [whole, resumed] = await Promise.all(
      ['small-tiles', 'killed'].map((run) => readFile(join(root, run, 'slide.tif', file))),
    );
    expect(resumed!.equals(whole!), file).toBe(true);
  }
}, 60_000);

test('a run that is done is never spoilt: what it left stays, its table too', async () => {
  const out = join(root, 'whole');
  const table = () => readFile(join(out, 'slides.csv'), 'utf8');
  const before = await table();
  const said = async (...more: string[]) => {
    const { code, stderr } = await leukolens(['slide', slide, ...more, '-o', out]);
    expect(code).toBe(2);
    expect(await table()).toBe(before);
    return stderr;
  };
  expect(await said()).toContain('add --resume or --overwrite');
  expect(await said('--resume', '--split')).toContain('was made with other settings');
  const other = join(root, 'other.tif');
  await copyFile(slide, other);
  expect(await said(other)).toContain('add --resume or --overwrite');
}, 60_000);

test('a folder of something else is never overwritten', async () => {
  const out = join(root, 'other');
  await mkdir(join(out, 'slide.tif'), { recursive: true });
  await writeFile(join(out, 'slide.tif', 'settings.json'), '{"command":"analyze"}');
  await writeFile(join(out, 'slide.tif', 'report.html'), 'kept');
  const { code, stderr } = await leukolens(['slide', slide, '-o', out, '--overwrite']);
  expect(code).toBe(2);
  expect(stderr).toContain('holds something else than a run of slide');
  expect(await readFile(join(out, 'slide.tif', 'report.html'), 'utf8')).toBe('kept');
}, 60_000);

test('what is no slide costs itself alone', async () => {
  const folder = join(root, 'mixed');
  await mkdir(folder);
  await copyFile(slide, join(folder, 'good.tif'));
  await copyFile(slide, join(folder, 'cut.tif'));
  await truncate(join(folder, 'cut.tif'), 500_000);
  await writeFile(join(folder, 'text.svs'), 'no slide');
  await writeFile(join(folder, 'thumbnail.jpg'), Uint8Array.of(0xff, 0xd8, 0xff, 0xe0));
  const out = join(root, 'mixed-out');
  const { code, stderr } = await leukolens(['slide', folder, '-o', out]);
  expect(code).toBe(1);
  expect(stderr).toMatch(/^cut\.tif: the TIFF file is truncated: its directories point past its end$/m);
  expect(stderr).toMatch(/^text\.svs: not a TIFF, BigTIFF, OME-TIFF or SVS file$/m);
  expect(await readdir(out)).toEqual(expect.arrayContaining(['good.tif', 'slides.csv']));
  expect(rowsOf(await readFile(join(out, 'slides.csv'), 'utf8'))).toHaveLength(3);
}, 60_000);

test('shards of slides come to what one run leaves, what is no slide too; a slide that lacks one is refused', async () => {
  const folder = join(root, 'mixed');
  const whole = join(root, 'mixed-whole');
  expect((await leukolens(['slide', folder, '-o', whole])).code).toBe(1);
  const shards = ['1', '2'].map((k) => join(root, 'mixed-shards', k));
  for (const [i, shard] of shards.entries()) {
    expect((await leukolens(['slide', folder, '-o', shard, '--shard', `${i + 1}/2`])).code).toBe(1);
  }
  const merge = (folders: string[], out: string) =>
    leukolens(['merge', ...folders, '-o', join(root, out), '--slides', folder]);
  const { code, stderr } = await merge(shards, 'mixed-merged');
  expect(stderr).toContain('1 slide put together, 2 failed');
  expect(code).toBe(1);
  for (const file of ['slides.csv', join('good.tif', 'slide.json'), join('good.tif', 'nuclei.csv.gz')]) {
    const [one, other] = await Promise.all(
      [whole, join(root, 'mixed-merged')].map((out) => readFile(join(out, file))),
    );
    expect(other!.equals(one!), file).toBe(true);
  }
  await rm(join(shards[0]!, 'good.tif', 'shard.json'));
  for (const order of [shards, [...shards].reverse()]) {
    const refused = await merge(order, 'mixed-lacking');
    expect([refused.code, refused.stderr]).toEqual([2, expect.stringContaining('is no shard that is done')]);
  }
  await rm(join(shards[1]!, 'good.tif', 'shard.json'));
  expect((await merge(shards, 'mixed-lacking')).stderr).toContain('no shard of good.tif is done');
}, 120_000);
