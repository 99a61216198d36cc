import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DEFAULT_MODELS } from '@leukolens/batch';
import { MAP_METHODS, resultsSchema, writeModel } from '@leukolens/cad';
import { encodePng } from '@leukolens/imaging';
import { sharpCodec } from '@leukolens/imaging/node';
import { drawSmear } from '@leukolens/study';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { smallClassifier } from '../packages/cad/src/classify/testing/small-classifier.ts';
import { leukolens } from './run-command.ts';

let root: string;
const at = (...names: string[]) => join(root, ...names);

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'explain-'));
  await mkdir(at('smears', 'day 1'), { recursive: true });
  for (const [name, width] of [
    ['a.png', 64],
    ['day 1/b.png', 160],
  ] as const) {
    const { image } = drawSmear({
      width,
      height: 64,
      seed: 3,
      cells: Math.floor(width / 64),
      nucleusDiameter: 24,
    });
    await writeFile(at('smears', name), await encodePng(image, sharpCodec));
  }
  await writeFile(at('smears', 'broken.png'), 'no picture');
  const { description, weights } = smallClassifier({ classes: ['early', '=late'] });
  const files = await writeModel(description, weights, 'float32');
  await mkdir(at('stages'));
  await writeFile(at('stages', 'model.json'), files.description);
  await writeFile(at('stages', 'weights.safetensors'), files.weights);
  const blasts = smallClassifier({
    classes: ['blast', 'normal'],
    side: 48,
    sees: 'whole',
    scale: { kind: 'eachNucleus', diameter: 24 },
  });
  const cells = await writeModel({ ...blasts.description, name: 'blasts' }, blasts.weights, 'float32');
  await mkdir(at('blasts'));
  await writeFile(at('blasts', 'model.json'), cells.description);
  await writeFile(at('blasts', 'weights.safetensors'), cells.weights);
});
afterAll(() => rm(root, { recursive: true }));

const run = (command: string, out: string, ...options: string[]) =>
  leukolens([command, at('smears'), '-o', at(out), '--area', '40', '--method', 'handcrafted', ...options]);
const results = async (out: string) =>
  resultsSchema.parse(JSON.parse(await readFile(at(out, 'results.json'), 'utf8')));

test('explain leaves each map and a panel a layer, and says of each what it is worth', async () => {
  const { code, stderr } = await run('explain', 'explained', '--classifier', at('stages'));
  expect(stderr).toContain('broken.png: ');
  expect(code).toBe(1);
  expect((await readdir(at('explained', 'maps', 'day 1', 'b.png'))).sort()).toEqual(
    ['layer3', 'layer4']
      .flatMap((layer) => [...MAP_METHODS.map((method) => `${method}-${layer}.png`), `panel-${layer}.svg`])
      .sort(),
  );
  const panel = await readFile(at('explained', 'maps', 'a.png', 'panel-layer3.svg'), 'utf8');
  expect(panel).toContain('Research use only');
  const { results: records, models } = await results('explained');
  expect(models.map(({ name }) => name)).toEqual(['small', DEFAULT_MODELS.cells]);
  const [a, broken, b] = records;
  expect(broken).toMatchObject({ image: 'broken.png', classification: null, maps: [] });
  expect(a!.classification!.windows).toBe(1);
  expect(b!.classification!.windows).toBeGreaterThan(1);
  for (const { classification, maps, nuclei } of [a!, b!]) {
    const { early, '=late': late } = classification!.probabilities;
    expect(early! + late!).toBeCloseTo(1, 5);
    expect(classification!.label).toBe(early! > late! ? 'early' : '=late');
    expect(maps).toHaveLength(8);
    for (const { method, layer, energyInNuclei, supported, target } of maps) {
      expect(target).toBe(classification!.label);
      expect(energyInNuclei === null).toBe(!supported);
      // what lies on nuclei lies on one of them
      const each = nuclei!.objects.map(({ mapShares }) => mapShares![`${method}-${layer}`]!);
      expect(each.reduce((sum, share) => sum + share, 0)).toBeCloseTo(energyInNuclei ?? 0, 4);
    }
  }
});

test('tables have the class, a probability for each, and every nucleus its share; names are harmless', async () => {
  const images = (await readFile(at('explained', 'images.csv'), 'utf8')).split('\r\n');
  expect(images[0]).toContain(',class,probability early,probability =late,');
  const nuclei = (await readFile(at('explained', 'nuclei.csv'), 'utf8')).split('\r\n');
  expect(nuclei[0]).toContain(',share of hirescam-layer3,');
  expect(nuclei[1]!.split(',')).toHaveLength(nuclei[0]!.split(',').length);
  expect(images.slice(1).join()).not.toMatch(/,=late/);
});

test('a run that is resumed does nothing again, unless a map is gone', async () => {
  const map = at('explained', 'maps', 'a.png', 'hirescam-layer4.png');
  const before = await stat(map);
  await run('explain', 'explained', '--classifier', at('stages'), '--resume');
  expect((await stat(map)).mtimeMs).toBe(before.mtimeMs);
  await rm(map);
  await run('explain', 'explained', '--classifier', at('stages'), '--resume');
  expect((await stat(map)).size).toBe(before.size);
});

test('a class is explained by name, at the layers asked for; a name that there is not is refused', async () => {
  const options = ['--classifier', at('stages'), '--layers', 'layer2', '--only', 'masks'];
  expect((await run('explain', 'early', ...options, '--target', 'early')).code).toBe(1);
  const [a] = (await results('early')).results;
  expect(new Set(a!.maps.map(({ target, layer }) => `${target} ${layer}`))).toEqual(
    new Set(['early layer2']),
  );
  expect(await readdir(at('early'))).not.toContain('maps');
  const { code, stderr } = await run('explain', 'never', ...options, '--target', 'blast');
  expect([code, stderr.split('\n')[0]]).toEqual([
    2,
    'leukolens: --target blast: small has no such class; it has early, =late',
  ]);
});

test('classify gives the same classes without maps; its settings can be replayed', async () => {
  expect((await run('classify', 'classified', '--classifier', at('stages'))).code).toBe(1);
  const [a] = (await results('classified')).results;
  const [explained] = (await results('explained')).results;
  expect(a!.classification!.label).toBe(explained!.classification!.label);
  expect(a!.maps).toEqual([]);
  const again = await run(
    'classify',
    'again',
    '--classifier',
    at('stages'),
    '--settings',
    at('classified', 'settings.json'),
  );
  expect(again.code).toBe(1);
  expect(await readFile(at('again', 'results.json'), 'utf8')).toBe(
    await readFile(at('classified', 'results.json'), 'utf8'),
  );
  const other = await run('segment', 'classified', '--resume');
  expect(other.stderr).toContain('holds something else than a run of segment');
});

test('where none is named, the classifiers that come with the program are used; one that is not there is named', async () => {
  expect((await run('classify', 'default')).code).toBe(1);
  const { models } = await results('default');
  expect(models.map(({ name }) => name)).toEqual([DEFAULT_MODELS.classifier, DEFAULT_MODELS.cells]);
  const missing = await run('classify', 'none', '--classifier', at('nowhere'));
  expect([missing.code, missing.stderr]).toEqual([
    2,
    expect.stringContaining('model.json: no such file or folder'),
  ]);
});

test('a run without a classifier stays so when it is repeated', async () => {
  const nuclei = async (out: string, ...options: string[]) => {
    expect((await run('analyze', out, ...options)).code).toBe(1);
    return (await results(out)).models.map(({ name }) => name);
  };
  expect(await nuclei('without', '--classifier', 'none')).toEqual([DEFAULT_MODELS.cells]);
  const settings = at('without', 'settings.json');
  // of a command that never has one nothing is repeated
  expect((await run('segment', 'outlined')).code).toBe(1);
  expect(await nuclei('classified-anew', '--settings', at('outlined', 'settings.json'))).toEqual([
    DEFAULT_MODELS.classifier,
    DEFAULT_MODELS.cells,
  ]);
  expect(await nuclei('repeated', '--settings', settings)).toEqual([DEFAULT_MODELS.cells]);
});

test('a classifier of single nuclei gives each its probability, and images their counts; neither kind passes for the other', async () => {
  const { stderr } = await run('classify', 'cells', '--classifier', at('stages'), '--cells', at('blasts'));
  expect(stderr).toContain('2 images done, 1 failed');
  const { results: records, models } = await results('cells');
  expect(models.map(({ name }) => name)).toEqual(['small', 'blasts']);
  for (const { nuclei } of records.filter(({ error }) => error === null)) {
    const { blast, normal } = nuclei!.byClass!;
    expect(blast!.count + normal!.count).toBe(nuclei!.count);
    expect(blast!.interval[0]).toBeLessThanOrEqual(blast!.share);
    for (const { classes } of nuclei!.objects) expect(classes!.blast! + classes!.normal!).toBeCloseTo(1, 5);
  }
  const [images, nuclei] = await Promise.all(
    ['images.csv', 'nuclei.csv'].map((file) => readFile(at('cells', file), 'utf8')),
  );
  expect(images).toContain(',blast,share blast,share blast low,share blast high,normal,');
  expect(nuclei).toContain(',probability blast,probability normal,');
  const swapped = await run('classify', 'no', '--classifier', at('blasts'));
  expect([swapped.code, swapped.stderr]).toEqual([2, expect.stringContaining('looks at single nuclei')]);
  const other = await run('classify', 'no', '--classifier', at('stages'), '--cells', at('stages'));
  expect([other.code, other.stderr]).toEqual([2, expect.stringContaining('looks at whole images')]);
});
