import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SegmentationResult } from '@leukolens/study';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { leukolens } from './run-command.ts';

/** Made of markup; a file name on any system but Windows, where the set keeps its plain names. */
const HOSTILE = process.platform === 'win32' ? '1' : `<img onerror=alert('1')>&`;

let folder: string;
let result: string;

/** Three small smears, the first under a hostile name, and the handcrafted method's result on them. */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'leukolens-sheet-'));
  const set = join(folder, 'mine');
  result = join(folder, 'mine-handcrafted.json');
  await leukolens(['synth', '-o', set, '--count', '3', '--width', '160', '--height', '120', '--cells', '1']);
  await copyFile(join(set, 'images', '1.png'), join(set, 'images', `${HOSTILE}.png`));
  const manifest = await readFile(join(set, 'manifest.csv'), 'utf8');
  await writeFile(join(set, 'manifest.csv'), manifest.replace('images/1.png', `images/${HOSTILE}.png`));
  const { stderr, code } = await leukolens([
    ...['evaluate', 'segmentation', '--dataset', 'mine', '--data', set, '--json', result],
  ]);
  expect([stderr, code]).toEqual(['', 0]);
});

afterAll(() => rm(folder, { recursive: true }));

/** Runs the command on the set and gives how it ended, with the sheet, if any. */
async function sheet(words: readonly string[], of = result) {
  const out = await mkdtemp(join(folder, 'out-'));
  const ended = await leukolens([
    'evaluate',
    'sheet',
    of,
    '--data',
    join(folder, 'mine'),
    '-o',
    out,
    ...words,
  ]);
  const [name] = await readdir(out);
  return { ...ended, name, html: name === undefined ? '' : await readFile(join(out, name), 'utf8') };
}

const names = (html: string) => [...html.matchAll(/<h2>.*?<\/span> (.*?) <b>IoU ([\d.]+)/g)];

test('the worst come first, each with its IoU; names stay text', async () => {
  const { code, name, html } = await sheet(['--worst', '2']);
  expect([code, name]).toEqual([0, 'mine-handcrafted.html']);
  const whole = await sheet(['--all']);
  const shares = names(whole.html).map(([, , share]) => Number(share));
  expect(shares).toEqual([...shares].sort((a, b) => a - b));
  expect(shares).toHaveLength(3);
  expect(names(html).map(([, shown]) => shown)).toEqual(
    names(whole.html)
      .slice(0, 2)
      .map(([, shown]) => shown),
  );
  expect(whole.html).not.toContain('<img');
  if (process.platform !== 'win32') {
    expect(whole.html).toContain('images/&lt;img onerror=alert(&#39;1&#39;)&gt;&amp;');
  }
});

test('saved masks are shown instead; what is missing or another mask is named', async () => {
  const masks = join(folder, 'masks');
  await mkdir(join(masks, 'mine', 'images'), { recursive: true });
  for (const name of ['2', '3']) {
    await copyFile(
      join(folder, 'mine', 'masks', `${name}.png`),
      join(masks, 'mine', 'images', `${name}.png`),
    );
  }
  const { code, html, stderr } = await sheet(['--masks', masks]);
  expect(code).toBe(1);
  expect(names(html).map(([, , share]) => share)).toEqual(['1.000', '1.000']);
  expect(stderr).toMatch(/mine, images\/2: this mask has an IoU of 1\.0000, the result says 0\.\d{4}/);
  expect(stderr).toMatch(/its mask in --masks: no such file/);
});

test('a result of a network needs its masks; other files are refused by name', async () => {
  const network = join(folder, 'mine-unet.json');
  const read = JSON.parse(await readFile(result, 'utf8')) as SegmentationResult;
  const crossValidation = { folds: 3, foldsSha256: '', trainedOn: ['mine'], recipe: {}, seed: 0, done: [] };
  await writeFile(network, JSON.stringify({ ...read, method: 'unet', settings: {}, crossValidation }));
  const { code, stderr } = await sheet([], network);
  expect([code, stderr]).toEqual([2, expect.stringContaining('the result is of unet: give --masks')]);
  const other = await sheet([], join(folder, 'mine', 'settings.json'));
  expect([other.code, other.stderr]).toEqual([2, expect.stringContaining('is no result of')]);
  expect((await sheet(['--all', '--worst', '3'])).code).toBe(2);
});
