import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { CELL, slideSummarySchema } from '@leukolens/cad';
import { afterAll, beforeAll, expect, test } from 'vitest';
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

interface Placed {
  readonly x: number;
  readonly y: number;
}

const rows = (csv: string) =>
  csv
    .trim()
    .split('\r\n')
    .map((line) => line.split(','));

async function found(out: string): Promise<Placed[]> {
  const [head, ...lines] = rows(
    gunzipSync(await readFile(join(out, 'slide.tif', 'nuclei.csv.gz'))).toString(),
  );
  const [x, y] = ['centroid_x_px', 'centroid_y_px'].map((name) => head!.indexOf(name)) as [number, number];
  return lines.map((cells) => ({ x: Number(cells[x]), y: Number(cells[y]) }));
}

/** The cells that lie where the slide is read. */
async function truth(out: string): Promise<Placed[]> {
  const { zones } = JSON.parse(await readFile(join(out, 'slide.tif', 'tissue.json'), 'utf8'));
  const [, ...lines] = rows(await readFile(join(root, 'drawn', 'cells.csv'), 'utf8'));
  return lines
    .map((cells) => ({ x: Number(cells[2]), y: Number(cells[3]) }))
    .filter(({ x, y }) => zones[Math.floor(y / CELL)][Math.floor(x / CELL)] === 'o');
}

const summary = async (out: string) =>
  slideSummarySchema.parse(JSON.parse(await readFile(join(out, 'slide.tif', 'slide.json'), 'utf8')));

/** Each of `places` has one of `others` within so many pixels, and no two the same. */
function matched(places: readonly Placed[], others: readonly Placed[], within: number): number {
  const left = new Set(others);
  let count = 0;
  for (const { x, y } of places) {
    const near = [...left].find((other) => Math.hypot(other.x - x, other.y - y) <= within);
    if (near === undefined) continue;
    left.delete(near);
    count++;
  }
  return count;
}

test('every nucleus of the part that is read is found once', async () => {
  const out = join(root, 'whole');
  const { code, stderr } = await leukolens(['slide', slide, '-o', out]);
  expect(code).toBe(0);
  const [nuclei, cells] = [await found(out), await truth(out)];
  expect(cells.length).toBeGreaterThan(20);
  expect(nuclei).toHaveLength(cells.length);
  expect(matched(nuclei, cells, 12)).toBe(cells.length); // px; a nucleus has 32
  const { slide: described, nuclei: counted, zones } = await summary(out);
  expect(described).toMatchObject({ width: 5000, height: 3000, kind: 'tiff' });
  expect(described.micrometresPerPixel).toBeCloseTo(0.25, 6);
  expect(counted.count).toBe(nuclei.length);
  expect(Object.values(zones).reduce((a, b) => a + b)).toBeCloseTo(1, 12);
  expect(zones.read).toBeGreaterThan(0.2);
  expect(stderr).toContain(`1 slides done with ${nuclei.length} nuclei, 0 failed`);
  const report = await readFile(join(out, 'slide.tif', 'report.html'), 'utf8');
  expect(report).toContain('Research use only');
  expect(report).not.toMatch(/(src|href)="(?!data:)[^#]/);
  const features = JSON.parse(await readFile(join(out, 'slide.tif', 'nuclei.geojson'), 'utf8')).features;
  expect(features).toHaveLength(nuclei.length);
}, 60_000);

test('tiles cut elsewhere give the same nuclei', async () => {
  const out = join(root, 'small-tiles');
  expect((await leukolens(['slide', slide, '-o', out, '--tile', '700'])).code).toBe(0);
  const [one, other] = [await found(join(root, 'whole')), await found(out)];
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
  const other = await leukolens(['slide', slide, '-o', out, '--resume', '--split']);
  expect(other.code).toBe(1);
  expect(other.stderr).toContain('was made with other settings');
}, 60_000);

test('what is no slide costs itself alone', async () => {
  const folder = join(root, 'mixed');
  await mkdir(folder);
  await copyFile(slide, join(folder, 'good.tif'));
  await copyFile(slide, join(folder, 'cut.tif'));
  await truncate(join(folder, 'cut.tif'), 500_000);
  await writeFile(join(folder, 'text.svs'), 'no slide');
  const out = join(root, 'mixed-out');
  const { code, stderr } = await leukolens(['slide', folder, join(folder, 'text.svs'), '-o', out]);
  expect(code).toBe(1);
  expect(stderr).toMatch(/^cut\.tif: the TIFF file is truncated: its directories point past its end$/m);
  expect(stderr).toMatch(/^text\.svs: not a TIFF, BigTIFF, OME-TIFF or SVS file$/m);
  expect(await readdir(out)).toEqual(expect.arrayContaining(['good.tif', 'slides.csv']));
  expect(rows(await readFile(join(out, 'slides.csv'), 'utf8'))).toHaveLength(4);
}, 60_000);
