import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeModel } from '@leukolens/cad';
import { encodePng } from '@leukolens/imaging';
import { sharpCodec } from '@leukolens/imaging/node';
import { drawSmear, random } from '@leukolens/study';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { smallClassifier } from '../../packages/cad/src/classify/testing/small-classifier.ts';
import { leukolens } from '../../tests/run-command.ts';
import { fullSizeClassifier } from '../full-size-classifier.ts';
import { memoryOver } from './peak.ts';

const MAIN = join(import.meta.dirname, '../../packages/cli/dist/main.js');

/** LEUKOLENS_IMAGES=100 for a quick look. */
const IMAGES = Number(process.env.LEUKOLENS_IMAGES ?? 1000);
const DISTINCT = 40;
const SIDE = 300;
/** Asked for on 2 cores, with one map. 6.9 on two idle cores of an AMD EPYC, 5.0 beside other work: a slow machine misses it. */
const LEAST_SPEED = 5;
/** Below this it is the program that is slow. */
const WORST_SPEED = 3;
const MOST_REPORT_BYTES = 5e6;
const KILLS = 5;

let root: string;
let smears: Uint8Array[];

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'analyze-'));
  smears = await Promise.all(
    Array.from({ length: DISTINCT }, (_, i) => {
      const { image } = drawSmear({ width: SIDE, height: SIDE, seed: `analyze-${i}`, cells: 4 });
      return encodePng(image, sharpCodec);
    }),
  );
});
afterAll(() => rm(root, { recursive: true }));

async function folderOf(name: string, count: number): Promise<string> {
  const folder = join(root, name);
  await mkdir(folder);
  for (let i = 0; i < count; i++) {
    await writeFile(join(folder, `${String(i).padStart(4, '0')}.png`), smears[i % DISTINCT]!);
  }
  return folder;
}

async function modelFolder(name: string, files: Awaited<ReturnType<typeof writeModel>>): Promise<string> {
  const folder = join(root, name);
  await mkdir(folder);
  await writeFile(join(folder, 'model.json'), files.description);
  await writeFile(join(folder, 'weights.safetensors'), files.weights);
  return folder;
}

async function fullSizeFolder(): Promise<string> {
  const { design, weights } = fullSizeClassifier();
  const { description } = smallClassifier();
  return modelFolder('full', await writeModel({ ...description, design }, weights, 'float16'));
}

async function contents(folder: string): Promise<Map<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const read = files
    .sort()
    .map(async (file) => [file.slice(folder.length), await readFile(file, 'base64')] as const);
  return new Map(await Promise.all(read));
}

describe.skipIf(process.platform !== 'linux')('analyze', () => {
  test(`${IMAGES} images of ${SIDE} x ${SIDE}: fast enough, memory flat, a small first page`, async ({
    skip,
  }) => {
    const folder = await folderOf('many', IMAGES);
    const out = join(root, 'many-out');
    const words = [
      'analyze',
      folder,
      '-o',
      out,
      '--classifier',
      await fullSizeFolder(),
      '--methods',
      'hirescam',
    ];
    const begun = performance.now();
    const { code, stderr, samples } = await memoryOver(words);
    const seconds = (performance.now() - begun) / 1000;
    expect(code, stderr).toBe(0);
    const third = Math.floor(samples.length / 3);
    const peak = (of: readonly number[]) => Math.max(...of);
    const [middle, last] = [peak(samples.slice(third, 2 * third)), peak(samples.slice(2 * third))];
    const { size } = await stat(join(out, 'report.html'));
    console.log(
      `${(IMAGES / seconds).toFixed(1)} images/s; memory of all processes ${middle.toFixed(2)} GiB at most in the middle third, ${last.toFixed(2)} in the last; report.html ${(size / 1e6).toFixed(2)} MB`,
    );
    expect(size).toBeLessThan(MOST_REPORT_BYTES);
    expect(last / middle).toBeLessThan(1.1);
    const speed = IMAGES / seconds;
    expect(speed).toBeGreaterThan(WORST_SPEED);
    skip(speed < LEAST_SPEED, `missed: ${speed.toFixed(1)} images/s, asked for ${LEAST_SPEED}`);
  }, 1_800_000);

  test(`killed ${KILLS} times at random and interrupted, it does the rest, to the same bytes`, async () => {
    const folder = await folderOf('some', DISTINCT);
    const { description, weights } = smallClassifier();
    const classifier = await modelFolder('small', await writeModel(description, weights, 'float32'));
    const words = (out: string) => ['analyze', folder, '-o', out, '--classifier', classifier];
    const whole = join(root, 'whole');
    expect((await leukolens(words(whole))).code).toBe(0);
    const broken = join(root, 'broken');
    const draw = random('kills');
    let undone = DISTINCT;
    for (let kill = 0; kill <= KILLS; kill++) {
      const signal = kill === KILLS ? 'SIGINT' : 'SIGKILL';
      const resumed = [...words(broken), ...(kill > 0 ? ['--resume'] : [])];
      const child = spawn(process.execPath, [MAIN, ...resumed], { stdio: 'ignore', detached: true });
      const ended = new Promise((end) => child.on('exit', end));
      // long enough to begin, not to end
      await new Promise((wait) => setTimeout(wait, draw.between(1200, 2600)));
      try {
        process.kill(signal === 'SIGINT' ? child.pid! : -child.pid!, signal);
      } catch {
        // it was faster
      }
      await ended;
      const journal = await readFile(join(broken, 'results.ndjson'), 'utf8').catch(() => '');
      const done = new Set(journal.split('\n').flatMap((line) => /"image":"([^"]+)"/.exec(line)?.[1] ?? []));
      expect(DISTINCT - done.size).toBeLessThanOrEqual(undone);
      undone = DISTINCT - done.size;
    }
    const before = await contents(broken);
    const { code, stderr } = await leukolens([...words(broken), '--resume']);
    expect(code, stderr).toBe(0);
    const [after, expected] = await Promise.all([contents(broken), contents(whole)]);
    // the journal is a record of what happened, in its order
    for (const files of [before, after, expected]) files.delete('/results.ndjson');
    expect([...after.keys()]).toEqual([...expected.keys()]);
    for (const [file, held] of expected) expect(after.get(file) === held, file).toBe(true);
  });

  test('a full disk is said, and nothing half-written stays', async () => {
    const folder = await folderOf('full-disk', 6);
    const disk = join(root, 'disk');
    await mkdir(disk);
    const mount = spawn('mount', ['-t', 'tmpfs', '-o', 'size=600k', 'tmpfs', disk], { stdio: 'ignore' });
    const mounted = (await new Promise((end) => mount.on('exit', end))) === 0;
    if (!mounted) {
      console.warn('skipped: no small disk can be mounted here');
      return;
    }
    try {
      const { code, stderr } = await leukolens(['analyze', folder, '-o', join(disk, 'out'), '--nuclei-only']);
      expect(code).toBe(1);
      expect(stderr).toMatch(/no space left|disk is full/i);
      const left = await readdir(disk, { recursive: true });
      expect(left.filter((name) => name.endsWith('.tmp'))).toEqual([]);
      for (const name of left.filter((each) => /\.(png|html|geojson)$/.test(each))) {
        expect((await stat(join(disk, name))).size, name).toBeGreaterThan(0);
      }
    } finally {
      await new Promise((end) => spawn('umount', [disk], { stdio: 'ignore' }).on('exit', end));
    }
  });
});
