import { mkdir, mkdtemp, readdir, readFile, rm, unlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { resultsSchema, writeModel } from '@leukolens/cad';
import { encodePng, rgbImage } from '@leukolens/imaging';
import { sharpCodec } from '@leukolens/imaging/node';
import { drawSmear } from '@leukolens/study';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { smallClassifier } from '../packages/cad/src/classify/testing/small-classifier.ts';
import { leukolens } from './run-command.ts';

let root: string;
const at = (...names: string[]) => join(root, ...names);

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'analyze-'));
  await mkdir(at('smears', '<b>day'), { recursive: true });
  for (const name of ['anna.png', '<b>day/=bert.png', 'smith.png']) {
    const { image } = drawSmear({ width: 96, height: 64, seed: name, cells: 2, nucleusDiameter: 24 });
    await writeFile(at('smears', name), await encodePng(image, sharpCodec));
  }
  await writeFile(at('smears', 'broken.png'), 'no picture');
  const { description, weights } = smallClassifier({ classes: ['early', 'late'] });
  const files = await writeModel(
    { ...description, conformal: { coverage: 0.98, threshold: 0.9 } },
    weights,
    'float32',
  );
  await mkdir(at('stages'));
  await writeFile(at('stages', 'model.json'), files.description);
  await writeFile(at('stages', 'weights.safetensors'), files.weights);
});
afterAll(() => rm(root, { recursive: true }));

const run = (out: string, ...options: string[]) =>
  leukolens(['analyze', at('smears'), '-o', at(out), '--area', '40', '--method', 'handcrafted', ...options]);

/** Every file of a folder with what it holds, by its path. */
async function contents(folder: string): Promise<Map<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const read = await Promise.all(
    files.sort().map(async (file) => [file.slice(folder.length), await readFile(file, 'base64')] as const),
  );
  return new Map(read);
}

test('leaves everything, and a report that fetches nothing', async () => {
  const { code, stderr } = await run('all', '--classifier', at('stages'));
  expect([code, stderr]).toEqual([1, expect.stringContaining('3 images done, 1 failed')]);
  expect((await readdir(at('all'))).sort()).toEqual(
    'geojson images.csv labels maps masks nuclei.csv overlays report report.html results.json results.ndjson settings.json'.split(
      ' ',
    ),
  );
  const { results, settings } = resultsSchema.parse(
    JSON.parse(await readFile(at('all', 'results.json'), 'utf8')),
  );
  expect(settings.layers).toEqual(['layer3']);
  for (const { error, classification, maps } of results.filter((each) => each.error === null)) {
    expect(error).toBeNull();
    expect(classification!.conformalSet!.length).toBeGreaterThan(0);
    expect(maps).toHaveLength(4);
  }
  const report = await readFile(at('all', 'report.html'), 'utf8');
  const page = await readFile(at('all', 'report', '<b>day', '=bert.png.html'), 'utf8');
  for (const html of [report, page]) {
    expect(html).not.toMatch(/<script|<b>day|(src|href)="https?:|url\(/);
    expect(html).toContain('Research use only');
    expect(html).not.toContain(root);
  }
  // few images: their articles stand in the report
  expect(report.match(/<article>/g)).toHaveLength(3);
  expect(report).toContain('failed: ');
});

test('a run that lost a page goes on to the same bytes as one that was left alone', async () => {
  const before = await contents(at('all'));
  await unlink(at('all', 'report', 'anna.png.html'));
  await unlink(at('all', 'report.html'));
  expect((await run('all', '--classifier', at('stages'), '--resume')).code).toBe(1);
  const after = await contents(at('all'));
  // the journal has the image twice, and failed ones again: it is a record of what was done
  for (const files of [before, after]) files.delete('/results.ndjson');
  expect([...after.keys()]).toEqual([...before.keys()]);
  for (const [file, held] of after) expect(held, file).toBe(before.get(file));
});

test('without a classifier there are nuclei, tables and report; and it can be repeated by its settings', async () => {
  await run('nuclei', '--nuclei-only');
  expect(await readdir(at('nuclei'))).not.toContain('maps');
  const report = await readFile(at('nuclei', 'report.html'), 'utf8');
  expect(report).not.toContain('class="verdict"');
  const again = await leukolens([
    ...['analyze', at('smears'), '-o', at('again')],
    ...['--settings', at('nuclei', 'settings.json'), '--nuclei-only'],
  ]);
  expect(again.code).toBe(1);
  const [first, second] = await Promise.all([contents(at('nuclei')), contents(at('again'))]);
  for (const name of ['/images.csv', '/nuclei.csv', '/report.html', '/results.json']) {
    expect(second.get(name), name).toBe(first.get(name));
  }
});

test('under a pseudonym nothing tells whose a file is, its size and time neither; and a run is gone on with', async () => {
  const key = at('key.json');
  expect((await run('secret', '--nuclei-only', '--pseudonymise', key)).code).toBe(1);
  const journal = await readFile(at('secret', 'results.ndjson'), 'utf8');
  const told = journal
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line).source);
  for (const source of told) expect([null, { bytes: 0, modified: 0 }]).toContainEqual(source);
  const { stderr } = await run('secret', '--nuclei-only', '--pseudonymise', key, '--resume');
  expect(stderr).toContain('3 images done, 1 failed');
  const again = (await readFile(at('secret', 'results.ndjson'), 'utf8')).trimEnd().split('\n');
  // what failed is tried again, what is done is not
  expect(again).toHaveLength(told.length + 1);
});

test('options of maps are refused where there is no classifier to explain', async () => {
  for (const [option, value] of [
    ['--layers', 'layer4'],
    ['--methods', 'gradcam'],
    ['--only', 'maps'],
  ] as const) {
    for (const without of [['--nuclei-only'], ['--classifier', 'none']]) {
      const { code, stderr } = await run('unmade', ...without, option, value);
      expect([code, stderr]).toEqual([2, expect.stringMatching(`${option}.*: maps explain a classifier`)]);
    }
  }
  for (const option of ['--classifier', '--cells']) {
    const { code, stderr } = await run('unmade', '--nuclei-only', option, at('stages'));
    expect([code, stderr]).toEqual([
      2,
      expect.stringContaining(`${option} has no effect with --nuclei-only`),
    ]);
  }
});

test('an image that cannot be read any more leaves no mask of before', async () => {
  const some = at('some');
  await mkdir(some);
  for (const name of ['one.png', 'two.png'])
    await writeFile(join(some, name), await readFile(at('smears', 'anna.png')));
  const again = (...more: string[]) =>
    leukolens(['analyze', some, '-o', at('some-out'), '--nuclei-only', '--method', 'handcrafted', ...more]);
  expect((await again()).code).toBe(0);
  await writeFile(join(some, 'two.png'), 'spoilt');
  expect((await again('--resume')).code).toBe(1);
  expect(await readdir(at('some-out', 'masks'))).toEqual(['one.png.png']);
});

test('with pseudonyms nothing in the results says what images were called', async () => {
  const key = at('key.json');
  const { code, stderr } = await run('nameless', '--nuclei-only', '--pseudonymise', key);
  expect(code).toBe(1);
  const files = await contents(at('nameless'));
  for (const [file, held] of files) {
    for (const name of ['anna.png', 'smith.png', 'broken', '<b>day', '=bert.png']) {
      expect(file).not.toContain(name);
      expect(Buffer.from(held, 'base64').includes(name), `${name} in ${file}`).toBe(false);
    }
  }
  expect(stderr).not.toContain('broken.png');
  const { images } = JSON.parse(await readFile(key, 'utf8'));
  expect(images.map(({ image }: { image: string }) => image)).toContain('broken.png');
  expect((await run('nameless', '--nuclei-only', '--pseudonymise', key, '--resume')).code).toBe(1);
  const named = await run('nameless', '--nuclei-only', '--resume');
  expect([named.code, named.stderr]).toEqual([2, expect.stringContaining('made with other settings')]);
});

test('images without nuclei have no maps: such a run is resumed, and merged from its shards', async () => {
  await mkdir(at('blank'));
  for (const name of ['a', 'b', 'c', 'd']) {
    const image = rgbImage(96, 64, new Uint8Array(3 * 96 * 64).fill(name.charCodeAt(0) + 100));
    await writeFile(at('blank', `${name}.png`), await encodePng(image, sharpCodec));
  }
  const blank = (out: string, ...options: string[]) =>
    leukolens([
      ...['analyze', at('blank'), '-o', at(out), '--method', 'handcrafted'],
      ...['--classifier', at('stages'), '--cells', 'none', ...options],
    ]);
  const { code, stderr } = await blank('blank-whole');
  expect([code, stderr]).toEqual([0, expect.stringContaining('4 images done, 0 failed')]);
  const { results } = resultsSchema.parse(
    JSON.parse(await readFile(at('blank-whole', 'results.json'), 'utf8')),
  );
  for (const { classification, maps, warnings } of results) {
    expect([classification, maps]).toEqual([null, []]);
    expect(warnings).toContain('not classified: the classifier found no nucleus');
  }
  const lines = async () => (await readFile(at('blank-whole', 'results.ndjson'), 'utf8')).split('\n').length;
  const before = await lines();
  expect((await blank('blank-whole', '--resume')).code).toBe(0);
  expect(await lines()).toBe(before);
  for (const k of [1, 2]) expect((await blank(`blank-${k}`, '--shard', `${k}/2`)).code).toBe(0);
  const models = ['--classifier', at('stages')];
  const merged = await leukolens([
    'merge',
    at('blank-1'),
    at('blank-2'),
    '-o',
    at('blank-merged'),
    ...models,
  ]);
  expect([merged.code, merged.stderr]).toEqual([0, expect.stringContaining('4 images done')]);
  const [one, other] = await Promise.all(
    ['blank-whole', 'blank-merged'].map((out) => readFile(at(out, 'results.json'), 'utf8')),
  );
  expect(other).toBe(one);
}, 60_000);
