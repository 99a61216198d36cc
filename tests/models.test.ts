import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openModel, shippedModels } from '@leukolens/batch';
import { expect, test } from 'vitest';
import { leukolens } from './run-command.ts';

/** A clone shall stay small: 6 MB for each network that outlines, 40 MB for all that classify. */
const MOST_BYTES = { outline: 6_000_000, classifier: 40_000_000 };

test('every model that ships is called like its folder, small, and says its terms, figures and limits', async () => {
  let classifiers = 0;
  for (const name of await shippedModels()) {
    const { description, folder } = await openModel(name);
    expect(description.name).toBe(name); // settings name a model, and it is looked for by that
    const { size } = await stat(join(folder, 'weights.safetensors'));
    expect(size, name).toBeLessThanOrEqual(MOST_BYTES[description.kind]);
    if (description.kind === 'classifier') classifiers += size;
    for (const told of [description.training.data, description.figures, description.limits]) {
      expect(told, name).not.toHaveLength(0);
    }
  }
  expect(classifiers).toBeLessThanOrEqual(MOST_BYTES.classifier);
});

test('models lists every one, or says that there is none', async () => {
  const names = await shippedModels();
  const { code, stdout } = await leukolens(['models']);
  expect(code).toBe(0);
  if (names.length === 0) expect(stdout).toMatch(/^No model comes with this version/);
  for (const name of names) expect(stdout).toMatch(new RegExp(`^${name}: (outline|classifier)$`, 'm'));
  const { models } = JSON.parse((await leukolens(['models', '--json'])).stdout);
  expect(models.map((model: { name: string }) => model.name)).toEqual(names);
});

test('a network is written anew with smaller weights under its new name, and nothing else changes', async () => {
  const root = await mkdtemp(join(tmpdir(), 'models-'));
  try {
    const whole = join(root, 'whole');
    const done = await leukolens(['compress', 'nuclei', '-o', whole, '--storage', 'float32']);
    expect([done.code, done.stderr]).toEqual([0, expect.stringContaining('Research use only')]);
    expect((await leukolens(['compress', whole, '-o', join(root, 'small')])).code).toBe(0);
    const [before, after] = [await openModel('nuclei'), await openModel(join(root, 'small'))];
    const { weights, ...about } = after.description;
    expect(about).toEqual({ ...before.description, weights: undefined, name: 'small' });
    expect(weights.storage).toBe('int8');
    const size = async (folder: string) => (await stat(join(folder, 'weights.safetensors'))).size;
    expect((await size(join(root, 'small'))) / (await size(whole))).toBeLessThan(0.3);
    const again = await leukolens(['compress', 'nuclei', '-o', whole]);
    expect([again.code, again.stderr]).toEqual([2, expect.stringContaining('holds a model already')]);
    const nameless = await leukolens(['compress', 'nuclei', '-o', '.']);
    expect([nameless.code, nameless.stderr]).toEqual([2, expect.stringContaining('the model')]);
    const two = await leukolens(['compress', 'nuclei', whole, '-o', join(root, 'two')]);
    expect([two.code, two.stderr]).toEqual([2, expect.stringContaining('expected one model')]);
  } finally {
    await rm(root, { recursive: true });
  }
});

test.each(['unet', 'classifier'])('train %s never writes over a model', async (what) => {
  const [name] = await shippedModels();
  const { folder } = await openModel(name!);
  const words = ['train', what, '--dataset', 'pbc', '--data', 'none', '--recipe', 'paper', '-o', folder];
  const { code, stderr } = await leukolens(words);
  expect([code, stderr]).toEqual([2, expect.stringContaining('holds a model already')]);
});

test.each(['unet', 'classifier'])(
  'train %s refuses a name that no model may have before it trains',
  async (what) => {
    const out = join(tmpdir(), 'My_Model');
    const { code, stderr } = await leukolens([
      'train',
      what,
      '--dataset',
      'pbc',
      '--data',
      'none',
      '--recipe',
      'none',
      '-o',
      out,
    ]);
    expect(code).toBe(2);
    expect(stderr).toContain(`--out "${out}": its last part is the model's name: expected small letters`);
  },
);
