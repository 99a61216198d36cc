import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { resultsSchema, writeModel } from '@leukolens/cad';
import { encodePng } from '@leukolens/imaging';
import { sharpCodec } from '@leukolens/imaging/node';
import { drawSmear } from '@leukolens/study';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { VIOLET_DESIGN, violetWeights } from '../packages/cad/src/segment/testing/violet-network.ts';
import { leukolens } from './run-command.ts';

let root: string;
const at = (...names: string[]) => join(root, ...names);

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'segment-network-'));
  await mkdir(at('smears'));
  for (const [seed, width] of [96, 83].entries()) {
    const { image } = drawSmear({ width, height: 80, seed, cells: 1, nucleusDiameter: 30 });
    await writeFile(at('smears', `${seed}.png`), await encodePng(image, sharpCodec));
  }
  await storeModel('violet', violetWeights());
  const weights = violetWeights();
  weights.get('up0.bias')![0]! -= 1;
  await storeModel('other', weights);
});
afterAll(() => rm(root, { recursive: true }));

async function storeModel(name: string, weights: Map<string, Float32Array>): Promise<void> {
  const { description, weights: bytes } = await writeModel(
    {
      schemaVersion: 1,
      kind: 'outline',
      name,
      notice: 'For tests alone.',
      design: VIOLET_DESIGN,
      training: {
        software: { name: 'LeukoLens', version: '0.1.0' },
        data: [{ name: 'nothing', images: 1, sha256: 'none', terms: 'free' }],
        recipe: {},
        seed: 0,
      },
      figures: [{ data: 'nothing', images: 1, iou: 0.5, how: 'not at all' }],
      limits: ['It marks whatever is violet.'],
    },
    weights,
    'float32',
  );
  await mkdir(at(name));
  await writeFile(at(name, 'model.json'), description);
  await writeFile(at(name, 'weights.safetensors'), bytes);
}

const segment = (out: string, ...options: string[]) =>
  leukolens(['segment', at('smears'), '-o', at(out), ...options]);
const unet = (model: string) => ['--method', 'unet', '--model', at(model)];
const results = async (out: string) =>
  resultsSchema.parse(JSON.parse(await readFile(at(out, 'results.json'), 'utf8')));

/** Every file of a folder but the journal, whose order is that of finishing. */
async function contents(out: string): Promise<Map<string, string>> {
  const entries = await readdir(at(out), { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() && entry.name !== 'results.ndjson');
  const read = files.map(async ({ parentPath, name }) => {
    const path = join(parentPath, name);
    return [path.slice(at(out).length), (await readFile(path)).toString('base64')] as const;
  });
  return new Map((await Promise.all(read)).sort());
}

describe('a folder by a network', () => {
  beforeAll(async () => {
    expect(await segment('one', ...unet('violet'), '--jobs', '1')).toMatchObject({ code: 0 });
  });

  test('gives the same bytes by one worker and by two', async () => {
    expect(await segment('two', ...unet('violet'), '--jobs', '2')).toMatchObject({ code: 0 });
    const [one, two] = [await contents('one'), await contents('two')];
    expect([...one.keys()]).toContain('/masks/0.png.png'.replaceAll('/', join('/')));
    expect(two).toEqual(one);
  });

  test('finds nuclei, and names the model in results and settings', async () => {
    const { settings, models, results: records } = await results('one');
    expect(records.map(({ nuclei }) => nuclei?.count)).toEqual([1, 1]);
    const { sha256 } = JSON.parse(await readFile(at('violet', 'model.json'), 'utf8')).weights;
    expect(models).toEqual([{ name: 'violet', sha256, notice: 'For tests alone.' }]);
    expect(settings).toMatchObject({
      method: 'unet',
      network: { threshold: 0.5, smallest: 150 },
      flips: 1,
      model: { name: 'violet', sha256 },
    });
    expect(await readFile(at('one', 'settings.json'), 'utf8')).not.toContain(root);
  });

  test('goes on with the same model, and refuses another by name', async () => {
    await rm(at('one', 'masks', '1.png.png'));
    const { code, stderr } = await segment('one', ...unet('other'), '--resume');
    expect(code).toBe(2);
    expect(stderr).toMatch(
      /was made with the model violet \(weights [0-9a-f]{12}\); this run has the model other \(weights [0-9a-f]{12}\)\n$/,
    );
    expect(await segment('one', ...unet('violet'), '--resume')).toMatchObject({ code: 0 });
    expect(await readdir(at('one', 'masks'))).toHaveLength(2);
    const byHand = await segment('one', '--method', 'handcrafted', '--resume');
    expect(byHand.stderr).toMatch(/was made with the model violet .*; this run has no model\n$/);
  });

  test('settings are replayed with the model that they name, and no other', async () => {
    const settings = ['--settings', at('one', 'settings.json')];
    expect(await segment('again', ...settings, '--model', at('violet'))).toMatchObject({ code: 0 });
    expect(await contents('again')).toEqual(await contents('one'));
    const { code, stderr } = await segment('never', ...settings, '--model', at('other'));
    expect([code, stderr]).toEqual([
      2,
      expect.stringMatching(/^leukolens: the settings were made with the model violet .*; found other .*\n$/),
    ]);
    const missing = await segment('never', ...settings);
    expect([missing.code, missing.stderr]).toEqual([2, expect.stringMatching(/^leukolens: no model .*\n$/)]);
  });

  test.each(['and', 'object'])('%s runs both methods', async (method) => {
    const ended = await segment(method, '--method', method, '--model', at('violet'), '--area', '30');
    expect(ended).toMatchObject({ code: 0 });
    const { settings, models, results: records } = await results(method);
    expect(settings).toMatchObject({ method, handcrafted: { area: 30 } });
    expect(models).toHaveLength(1);
    expect(records.map(({ nuclei }) => nuclei?.count)).toEqual([1, 1]);
  });
});

test.each([
  [
    ['--method', 'unet', '--model', 'nowhere'],
    /no model can be read from .*nowhere: model.json: no such file/,
  ],
  [['--method', 'unet', '--model', 'nowhere', '--area', '9'], /--area has no effect with the method unet/],
  [
    ['--method', 'handcrafted', '--threshold', '0.4'],
    /--threshold has no effect with the method handcrafted/,
  ],
  [['--method', 'unet', '--threshold', '1'], /--threshold "1": /],
  [['--method', 'unet', '--flips', '2'], /--flips "2": expected one of 1, 4/],
  [['--method', 'u-net'], /--method "u-net": expected one of handcrafted, unet, and, object/],
])('%j is refused in one line', async (options, message) => {
  const { code, stderr, stdout } = await segment('never', ...options);
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr.split('\nusage: ')[0]).toMatch(message);
  expect(stderr).not.toMatch(/at .*\.js:\d+/);
});

test('a model that vanishes while a run goes on is said without its path', async () => {
  await mkdir(at('fleeting'));
  for (const file of ['model.json', 'weights.safetensors'])
    await copyFile(at('violet', file), at('fleeting', file));
  await mkdir(at('fled'));
  const { ImageJob } = await import('../packages/batch/src/image-job.ts');
  const { settings } = JSON.parse(await readFile(at('one', 'settings.json'), 'utf8'));
  await rm(at('fleeting', 'weights.safetensors'));
  await expect(ImageJob.start({ settings, out: at('fled'), modelFolder: at('fleeting') })).rejects.toThrow(
    /^the network can no longer be read: it was moved or altered while the run went on$/,
  );
});

test('models --show prints the card of a folder, and --json the whole description', async () => {
  const { code, stdout } = await leukolens(['models', '--show', at('violet')]);
  expect(code).toBe(0);
  expect(stdout).toMatch(/^# violet\n\n\*\*For tests alone\.\*\*\n/);
  expect(stdout).toContain('- It marks whatever is violet.');
  const { models } = JSON.parse((await leukolens(['models', '--show', at('violet'), '--json'])).stdout);
  expect(models).toMatchObject([{ name: 'violet', training: { seed: 0 } }]);
  const none = await leukolens(['models', '--show', at('nowhere')]);
  expect([none.code, none.stdout]).toEqual([2, '']);
  expect(none.stderr).toMatch(/^leukolens: no model can be read from .*: no such file or folder\n$/);
});

test('evaluate segmentation scores a network, and names it', async () => {
  await leukolens([
    'synth',
    '-o',
    at('set'),
    '--count',
    '2',
    '--width',
    '96',
    '--height',
    '80',
    '--cells',
    '1',
  ]);
  const words = ['evaluate', 'segmentation', '--dataset', 'synthetic', '--data', at('set'), '--json'];
  const { code, stdout, stderr } = await leukolens([...words, ...unet('violet'), '--flips', '4']);
  expect(code, stderr).toBe(0);
  const result = JSON.parse(stdout);
  expect(result.method).toBe('unet');
  expect(result.settings).toMatchObject({ flips: 4, model: { name: 'violet' }, trainedOn: ['nothing'] });
  expect(result.warnings.join()).not.toContain('was trained on');
  expect(result.software.versions.onnxruntime).toMatch(/^\d+\.\d+\.\d+/);
  expect(result.software.command).toBe(
    'evaluate segmentation --dataset synthetic --method unet --model violet --flips 4',
  );
  expect(stdout).not.toContain(root);
});

test('figures of images that the network was trained on say so', async () => {
  await mkdir(at('seen'));
  const description = JSON.parse(await readFile(at('violet', 'model.json'), 'utf8'));
  description.training.data[0].name = 'synthetic';
  await writeFile(at('seen', 'model.json'), JSON.stringify(description));
  await copyFile(at('violet', 'weights.safetensors'), at('seen', 'weights.safetensors'));
  const words = ['evaluate', 'segmentation', '--dataset', 'synthetic', '--data', at('set')];
  const { stdout } = await leukolens([...words, ...unet('seen')]);
  expect(stdout).toContain(
    'note: the network was trained on synthetic: these figures say nothing about images that it has not seen',
  );
});
