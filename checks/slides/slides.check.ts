import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type SlideSummary, slideSummarySchema } from '@leukolens/cad';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { cellsRead, matched, nucleiFound } from '../../tests/drawn-slide.ts';
import { leukolens } from '../../tests/run-command.ts';
import { measured } from '../performance/peak.ts';

/** A folder that `synth-slide` drew, to check a larger one by hand: LEUKOLENS_SLIDE; else one is drawn. */
const OWN = process.env.LEUKOLENS_SLIDE;
const SIDE = 8000;

let folder: string;
let drawn: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'large-slide-'));
  drawn = OWN ?? join(folder, 'drawn');
  if (OWN) return;
  const size = ['--width', `${SIDE}`, '--height', `${SIDE}`];
  const { code, seconds, peak } = await measured(['synth-slide', '-o', drawn, ...size]);
  expect(code).toBe(0);
  console.log(`drawn in ${seconds.toFixed(0)} s, peak ${peak.toFixed(2)} GiB`);
}, 600_000);
afterAll(() => rm(folder, { recursive: true }));

async function run(out: string, ...options: string[]) {
  const slide = join(drawn, 'slide.tif');
  const ended = await measured(['slide', slide, '-o', join(folder, out), ...options]);
  expect(ended.code, ended.stderr).toBe(0);
  const place = join(folder, out, 'slide.tif');
  return {
    ...ended,
    place,
    nuclei: await nucleiFound(place),
    summary: slideSummarySchema.parse(JSON.parse(await readFile(join(place, 'slide.json'), 'utf8'))),
  };
}

const speed = (seconds: number, { slide }: SlideSummary) =>
  `${((slide.width * slide.height) / 1e6 / seconds).toFixed(1)} megapixels/s in ${seconds.toFixed(0)} s`;

test('the handcrafted method counts within 1 % of the truth, in under 2 GiB, however tiles are cut', async () => {
  const one = await run('one');
  const cells = await cellsRead(drawn, one.place);
  const hits = matched(one.nuclei, cells, 12);
  console.log(
    `${one.nuclei.length} nuclei, ${cells.length} cells where it is read, ${hits} matched; ${speed(one.seconds, one.summary)}, ` +
      `peak ${one.peak.toFixed(2)} GiB in ${one.processes} processes`,
  );
  expect(Math.abs(one.nuclei.length - cells.length)).toBeLessThanOrEqual(0.01 * cells.length);
  expect(hits).toBeGreaterThanOrEqual(0.99 * cells.length);
  expect(one.peak).toBeLessThan(2);
  const other = await run('other', '--tile', '1100');
  const same = matched(one.nuclei, other.nuclei, 1e-6);
  console.log(`two tilings: ${same} of ${one.nuclei.length} and ${other.nuclei.length} the same`);
  expect(same).toBeGreaterThanOrEqual(0.995 * Math.max(one.nuclei.length, other.nuclei.length));
}, 1_200_000);

test('so does the network, but for a few', async () => {
  const found = await run('network', '--method', 'unet');
  const cells = await cellsRead(drawn, found.place);
  const hits = matched(found.nuclei, cells, 12);
  console.log(
    `${found.nuclei.length} nuclei of ${cells.length}, ${hits} matched; ${speed(found.seconds, found.summary)}, peak ${found.peak.toFixed(2)} GiB`,
  );
  expect(hits).toBeGreaterThanOrEqual(0.97 * cells.length);
  expect(found.nuclei.length).toBeLessThanOrEqual(1.03 * cells.length);
  expect(found.peak).toBeLessThan(2);
}, 3_600_000);

test('of a Ctrl-C the tiles under way are finished, and --resume ends as if there had been none', async () => {
  const slide = join(drawn, 'slide.tif');
  const words = ['slide', slide, '-o', join(folder, 'stopped'), '--tile', '1100'];
  const stopped = await leukolens(words, (child) => {
    setTimeout(() => child.kill('SIGINT'), 2500);
  });
  if (stopped.code !== 0) {
    expect(stopped.code, stopped.stderr).toBe(130);
    expect((await leukolens([...words, '--resume'])).code).toBe(0);
  }
  for (const file of ['slide.json', 'nuclei.csv.gz', 'nuclei.geojson']) {
    const [one, two] = await Promise.all(
      ['other', 'stopped'].map((out) => readFile(join(folder, out, 'slide.tif', file))),
    );
    expect(one!.equals(two!), file).toBe(true);
  }
}, 1_200_000);
