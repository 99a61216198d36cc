import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encodePng } from '@leukolens/imaging';
import { sharpCodec } from '@leukolens/imaging/node';
import { readClassificationResult, strangePicture } from '@leukolens/study';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { drawCellSet } from './draw-cell-set.ts';
import { leukolens } from './run-command.ts';

let root: string;
const at = (...names: string[]) => join(root, ...names);
const TYPES = ['lymphocyte', 'neutrophil'] as const;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'crossval-classifier-'));
  await drawCellSet(at('cells'), TYPES);
  const recipe = {
    name: 'tiny',
    design: {
      network: 'resnet18',
      narrowing: 16,
      classes: TYPES,
      side: 32,
      scale: { kind: 'shorterSide', length: 32 },
    },
    batch: 4,
    epochs: 1,
    learningRate: 0.01,
  };
  await writeFile(at('recipe.json'), JSON.stringify(recipe));
  await writeFile(at('other.json'), JSON.stringify({ ...recipe, epochs: 2 }));
});
afterAll(() => rm(root, { recursive: true }));

const HANDCRAFTED = ['--method', 'handcrafted', '--area', '40'];

const crossval = (...options: string[]) => {
  const given = ['--dataset', 'cells', '--data', at('cells'), '-o', at('out'), '--work', at('work')];
  const how = ['--name', 'tiny', '--guarded', '--folds', '2', ...HANDCRAFTED];
  return leukolens(['crossval', 'classifier', ...given, ...how, '--conditions', 'clean,noise', ...options]);
};

test('folds with guards are written, trained and tested one by one, and gone on with', async () => {
  const first = await crossval('--recipe', at('recipe.json'), '--only', '0');
  expect(first.stderr).not.toMatch(/at .*\.js:\d+/);
  expect(first.code, first.stderr).toBe(0);
  expect(await readdir(at('out', 'folds'))).toEqual(['cells-guarded.csv']);
  const again = await crossval('--recipe', at('recipe.json'));
  expect([again.code, again.stderr]).toEqual([2, expect.stringContaining('add --resume, or another --name')]);
  const other = await crossval('--recipe', at('other.json'), '--resume');
  expect([other.code, other.stderr]).toEqual([2, expect.stringContaining('made with another recipe')]);
  const otherwise = await crossval('--recipe', at('recipe.json'), '--resume', '--closing', '5');
  expect([otherwise.code, otherwise.stderr]).toEqual([
    2,
    expect.stringContaining('nuclei found in another way'),
  ]);
  const more = await crossval('--recipe', at('recipe.json'), '--resume', '--refit');
  expect([more.code, more.stderr]).toEqual([2, expect.stringContaining('made with no --refit')]);
  const fewer = await crossval('--recipe', at('recipe.json'), '--resume', '--conditions', 'clean');
  expect([fewer.code, fewer.stderr]).toEqual([
    2,
    expect.stringContaining('made with --conditions clean,noise'),
  ]);
  const image = at(
    'cells',
    (await readdir(at('cells'), { recursive: true })).find((name) => name.endsWith('.png'))!,
  );
  const bytes = await readFile(image);
  await writeFile(image, Buffer.concat([bytes, Buffer.of(0)]));
  const changed = await crossval('--recipe', at('recipe.json'), '--resume');
  expect([changed.code, changed.stderr]).toEqual([2, expect.stringContaining('other files of the data set')]);
  await writeFile(image, bytes);
  const manifest = await readFile(at('cells', 'manifest.csv'), 'utf8');
  const [one, two] = ['lymphocyte', 'neutrophil'].map((type) => `${type}-3.png,`) as [string, string];
  const named = manifest
    .replace(`${one}lymphocyte`, `${one}neutrophil`)
    .replace(`${two}neutrophil`, `${two}lymphocyte`);
  await writeFile(at('cells', 'manifest.csv'), named);
  const labelled = await crossval('--recipe', at('recipe.json'), '--resume');
  expect([labelled.code, labelled.stderr]).toEqual([
    2,
    expect.stringContaining('other classes of its images'),
  ]);
  await writeFile(at('cells', 'manifest.csv'), manifest);
  const on = await crossval('--recipe', at('recipe.json'), '--resume');
  expect(on.stdout).toMatch(/^2 folds done: clean 0\.\d+ \(F1 0\.\d+\), noise 0\.\d+ /m);
  const json = JSON.parse(await readFile(at('out', 'classification-cells-tiny.json'), 'utf8'));
  const result = readClassificationResult(json);
  expect(result.done.map(({ fold, test }) => [fold, test])).toEqual([
    [0, 10],
    [1, 10],
  ]);
  expect(result.perImage).toHaveLength(2 * 20);
  expect(result.notice).toContain('Research use only');
}, 120_000);

test('its clusters are tabled and drawn, with new cases; what does not fit is refused', async () => {
  const result = at('out', 'classification-cells-tiny.json');
  const drawn = await leukolens(['clusters', result, '-o', at('figures')]);
  expect([drawn.code, drawn.stderr]).toEqual([0, expect.stringContaining('fold-1.svg')]);
  expect(drawn.stdout).toMatch(/^\| tiny \| noise \| 1 \| \d+\.\d\d \|/m);
  expect(
    (await readFile(at('figures', 'clusters-classification-cells-tiny-fold-0.svg'), 'utf8')).slice(0, 4),
  ).toBe('<svg');
  const missing = await leukolens(['clusters', at('nothing.json')]);
  expect([missing.code, missing.stderr]).toEqual([2, expect.stringContaining('there is no such file')]);
  const other = await leukolens(['clusters', result, '--place', result]);
  expect([other.code, other.stderr]).toEqual([
    2,
    expect.stringContaining('--place takes one result and a folder'),
  ]);
}, 60_000);

test("a fold's network is kept as a model, and says of its own fold what the result says", async () => {
  const kept = [
    '--only',
    '0',
    '--name',
    'kept',
    '--models',
    at('models'),
    '--recipe',
    at('recipe.json'),
    '--explained',
    '4',
  ];
  expect((await crossval(...kept)).code).toBe(0);
  const model = at('models', 'kept-fold-0');
  const known = await crossval('--recipe', at('recipe.json'), '--name', 'known', '--from', model);
  expect([known.code, known.stderr]).toEqual([
    2,
    expect.stringContaining('kept-fold-0 was trained on cells, which is to be scored'),
  ]);
  const common = [
    '--dataset',
    'cells',
    '--data',
    at('cells'),
    '--classifier',
    model,
    '--method',
    'handcrafted',
  ];
  const fold = [
    '--area',
    '40',
    '--folds',
    at('out', 'folds', 'cells-guarded.csv'),
    '--only',
    '0',
    '--work',
    at('work'),
  ];
  const robust = ['--conditions', 'clean,noise', '-o', at('robust.json')];
  const shown = await leukolens(['robustness', ...common, ...fold, ...robust]);
  expect([shown.code, shown.stderr]).toEqual([0, '']);
  expect(shown.stdout).toMatch(/^noise +\d\.\d{4} \(/m);
  const read = async (...names: string[]) =>
    readClassificationResult(JSON.parse(await readFile(at(...names), 'utf8')));
  const [again, before] = [await read('robust.json'), await read('out', 'classification-cells-kept.json')];
  // four maps of two layers, and two that know nothing
  expect(before.done[0]!.faithfulness).toHaveLength(10);
  for (const condition of ['clean', 'noise'] as const) {
    // weights were stored in half precision: probabilities move a little, classes hardly
    expect(again.scores[condition]!.accuracy).toBeCloseTo(before.scores[condition]!.accuracy, 1);
    expect(again.scores[condition]!.flagged).toBeCloseTo(before.scores[condition]!.flagged!, 9);
  }
  const plain = await leukolens([
    'evaluate',
    'classification',
    ...common,
    '--area',
    '40',
    '--work',
    at('work'),
  ]);
  expect([plain.code, plain.stdout]).toEqual([0, expect.stringContaining('kept-fold-0 on cells')]);
  const half = await leukolens(['robustness', ...common, '--only', '0']);
  expect([half.code, half.stderr]).toEqual([2, expect.stringContaining('--folds and --only go together')]);
  const seen = ['analyze', at('cells', 'lymphocyte-0.png'), '-o', at('seen'), '--classifier', model];
  const classified = await leukolens(seen);
  expect(classified.code, classified.stderr).toBe(0);
  const { results } = JSON.parse(await readFile(at('seen', 'results.json'), 'utf8'));
  expect(results[0].classification.outOfDistribution.score).toBeGreaterThan(0);
  expect(results[0].cluster.nearest).toMatch(/lymphocyte|neutrophil/);
}, 120_000);

test('a kept network is the first of two, where the second is trained on what calibrated it, too', async () => {
  const again = (...options: string[]) =>
    crossval(
      ...['--recipe', at('recipe.json'), '--name', 'again', '--refit', '--explained', '4', ...options],
    );
  const kept = ['--first', at('models', 'kept-fold-0')];
  const { code, stderr } = await again('--only', '0', ...kept);
  expect(code, stderr).toBe(0);
  expect(stderr).toContain('fold 0, once more, epoch 1 of 1');
  const read = async (name: string) =>
    readClassificationResult(
      JSON.parse(await readFile(at('out', `classification-cells-${name}.json`), 'utf8')),
    );
  const [first, second] = [await read('kept'), await read('again')];
  expect(second.done[0]!.train).toBeGreaterThan(first.done[0]!.train);
  // weights were kept in half precision, of which logits have three digits
  const logits = ({ calibration }: typeof first) => calibration.flat();
  for (const [i, logit] of logits(first).entries()) expect(logits(second)[i]).toBeCloseTo(logit, 1);
  expect(second.software.command).toContain('--first kept-fold-0');
  const refused = async (...options: string[]) => (await again(...options)).stderr;
  await rm(at('out', 'classification-cells-again.json'));
  expect(await refused('--only', '1', ...kept)).toContain(
    'kept-fold-0 was trained with another fold than the first network of fold 1 is',
  );
  expect(await refused('--only', '0', ...kept, '--recipe', at('other.json'))).toContain(
    'another recipe than',
  );
  expect(await refused(...kept)).toContain('it goes with --refit and --only FOLD');
}, 120_000);

test('what the kept network knows is told from what it does not; a network that flags nothing is refused', async () => {
  await mkdir(at('photos', 'stripes'), { recursive: true });
  await writeFile(
    at('photos', 'stripes', 'a.png'),
    await encodePng(strangePicture('texture', 64, 'a'), sharpCodec),
  );
  const evaluation = (classifier: string, ...options: string[]) =>
    leukolens([
      ...['evaluate', 'familiarity', '--dataset', 'cells', '--data', at('cells'), '--classifier', classifier],
      ...['--method', 'handcrafted', '--area', '40', '--work', at('work'), ...options],
    ]);
  const fold = ['--folds', at('out', 'folds', 'cells-guarded.csv'), '--only', '0'];
  const options = ['--strange', at('photos'), '--count', '3', '--json', at('familiarity.json')];
  const told = await evaluation(at('models', 'kept-fold-0'), ...fold, ...options);
  expect(told.code, told.stderr).toBe(0);
  const { known, strange, others } = JSON.parse(await readFile(at('familiarity.json'), 'utf8'));
  expect(known).toMatchObject({ kind: 'cells, as it is', images: 10, auroc: 0.5 });
  expect(strange.map(({ kind, images }: { kind: string; images: number }) => [kind, images])).toEqual([
    ['blank', 3],
    ['noise', 3],
    ['texture', 3],
    ['out of focus', 3],
    ['stripes', 1],
  ]);
  expect(strange[1]).toMatchObject({ auroc: 1, flagged: { count: 3, share: 1 } });
  expect(others.map(({ kind }: { kind: string }) => kind)).toEqual([
    'stain swap',
    'background swap',
    'synthetic smears',
  ]);
  const words = await evaluation(at('models', 'kept-fold-0'), '--count', '1');
  expect(words.stdout).toMatch(/^noise +1 {2}1\.000 \(/m);
  expect(words.stdout).toContain('Research use only');
}, 120_000);

test('a model that is trained on all images has the figures of the folds on its card, and flags nothing without images held back', async () => {
  const figures = ['--figures', at('out', 'classification-cells-tiny.json'), '--work', at('work')];
  const how = ['--recipe', at('recipe.json'), '--method', 'handcrafted', '--area', '40', '-o', at('all')];
  const trained = await leukolens([
    ...[
      'train',
      'classifier',
      '--dataset',
      'cells',
      '--data',
      at('cells'),
      ...how,
      ...figures,
      ...['--calibrate', '0'],
    ],
  ]);
  expect(trained.code, trained.stderr).toBe(0);
  const card = await leukolens(['models', '--show', at('all')]);
  expect(card.stdout).toMatch(
    /\| cells \| 20 \| 0\.\d{4} \| .* by cross-validation, 2 of 2 guarded folds, as they are \|/,
  );
  const flags = await leukolens([
    ...['evaluate', 'familiarity', '--dataset', 'cells', '--data', at('cells'), '--classifier', at('all')],
  ]);
  expect([flags.code, flags.stderr]).toEqual([2, expect.stringContaining('all flags nothing')]);
}, 120_000);

test('a model that is trained once more on all images is as sure as the one that held some back', async () => {
  const how = ['--recipe', at('recipe.json'), ...HANDCRAFTED, '--work', at('work')];
  const train = (name: string, ...options: string[]) =>
    leukolens([
      ...['train', 'classifier', '--dataset', 'cells', '--data', at('cells'), ...how, '-o', at(name)],
      ...options,
    ]);
  const model = async (name: string) => JSON.parse(await readFile(at(name, 'model.json'), 'utf8'));
  expect((await train('some', '--calibrate', '0.25')).code).toBe(0);
  expect((await train('refitted', '--calibrate', '0.25', '--refit')).code).toBe(0);
  const [some, refitted] = [await model('some'), await model('refitted')];
  expect(refitted.temperature).toBe(some.temperature);
  expect(refitted.familiarity).toEqual(some.familiarity);
  expect(refitted.weights.sha256).not.toBe(some.weights.sha256);
  expect(some.limits.join(' ')).not.toContain('fewer of these images');
  expect(refitted.limits.join(' ')).toContain('fewer of these images');
  const nothing = await train('nothing', '--calibrate', '0', '--refit');
  expect([nothing.code, nothing.stderr]).toEqual([
    2,
    expect.stringContaining('--calibrate 0 holds nothing back'),
  ]);
}, 120_000);

test('cut into shards and merged, cross-validation and test say what one run says', async () => {
  const file = 'classification-cells-tiny.json';
  // times differ from run to run
  const read = async (...names: string[]) =>
    (await readFile(at(...names), 'utf8')).replaceAll(/"seconds":\d+/g, '"seconds":0');
  for (const k of [1, 2]) {
    const options = ['--shard', `${k}/2`, '-o', at('shards', `${k}`), '--work', at('work', `${k}`)];
    const done = await crossval('--recipe', at('recipe.json'), ...options);
    expect(done.code, done.stderr).toBe(0);
  }
  const parts = [2, 1].map((k) => at('shards', `${k}`, file));
  const merge = (...words: string[]) => leukolens(['merge', ...words, '--data', at('cells')]);
  expect(await merge(...parts, '-o', at('merged'))).toMatchObject({ code: 0, stdout: '' });
  expect(await read('merged', file)).toBe(await read('out', file));
  const again = await merge(...parts, '-o', at('merged'));
  expect([again.code, again.stderr]).toEqual([2, expect.stringContaining('add --overwrite')]);
  const half = await merge(parts[0]!, '-o', at('half'));
  expect([half.code, half.stderr]).toEqual([2, expect.stringContaining('shard 1 of 2 is missing')]);
  const whole = await merge(at('out', file), '-o', at('half'));
  expect([whole.code, whole.stderr]).toEqual([2, expect.stringContaining('is no shard')]);
  const nowhere = await leukolens(['merge', ...parts, '-o', at('half')]);
  expect([nowhere.code, nowhere.stderr]).toEqual([2, expect.stringContaining('--data is missing')]);
  const beyond = await crossval('--recipe', at('recipe.json'), '--shard', '3/3', '-o', at('shards', '3'));
  expect([beyond.code, beyond.stderr]).toEqual([
    2,
    expect.stringContaining('2 folds cannot be cut into 3 shards'),
  ]);
  const mixed = await crossval(
    '--recipe',
    at('recipe.json'),
    '--shard',
    '2/2',
    '--resume',
    '-o',
    at('shards', '1'),
  );
  expect([mixed.code, mixed.stderr]).toEqual([
    2,
    expect.stringContaining('is shard 1 of 2, this run shard 2 of 2'),
  ]);

  const given = ['--dataset', 'cells', '--data', at('cells'), '--classifier', at('models', 'kept-fold-0')];
  const robust = (...more: string[]) =>
    leukolens(['robustness', ...given, ...HANDCRAFTED, '--work', at('work'), ...more]);
  expect((await robust('-o', at('all.json'))).code).toBe(0);
  for (const k of [1, 2, 3])
    expect((await robust('--shard', `${k}/3`, '-o', at(`${k}`, 'all.json'))).code).toBe(0);
  expect((await merge(...[3, 1, 2].map((k) => at(`${k}`, 'all.json')), '-o', at('merged'))).code).toBe(0);
  expect(await read('merged', 'all.json')).toBe(await read('all.json'));
}, 240_000);

test('a recipe whose classifier outlines nuclei for itself takes no method', async () => {
  const recipe = JSON.parse(await readFile(at('recipe.json'), 'utf8'));
  recipe.design.nuclei = { reduction: 1.2, area: 40, stain: 'common' };
  await writeFile(at('own.json'), JSON.stringify(recipe));
  const given = ['--dataset', 'cells', '--data', at('cells'), '-o', at('own'), '--work', at('work')];
  const how = ['--recipe', at('own.json'), '--name', 'own', '--guarded', '--folds', '2', '--only', '0'];
  const refused = await leukolens(['crossval', 'classifier', ...given, ...how, '--area', '40']);
  expect([refused.code, refused.stderr]).toEqual([
    2,
    expect.stringContaining('--area has no effect with a classifier that outlines nuclei for itself'),
  ]);
  const { code } = await leukolens(['crossval', 'classifier', ...given, ...how, '--conditions', 'clean']);
  const result = JSON.parse(await readFile(at('own', 'classification-cells-own.json'), 'utf8'));
  expect([code, result.segmentation.method, result.segmentation.handcrafted.area]).toEqual([
    0,
    'handcrafted',
    40,
  ]);
  expect(result.recipe.design.nuclei.reduction).toBe(1.2);
  expect(result.software.command).toContain('--recipe own.json --name own');
}, 60_000);
