import { input, Model, readSafetensors, writeSafetensors } from '@leukolens/engine';
import { expect, test } from 'vitest';
import { classifierDesignSchema, traceClassifier } from '../classify/design.ts';
import { VIOLET_DESIGN, violetWeights } from '../segment/testing/violet-network.ts';
import type { OutlineModelDescription } from './model-description.ts';
import { ModelError } from './model-error.ts';
import { type ModelFiles, readModel, writeModel } from './model-files.ts';

const about: Omit<OutlineModelDescription, 'weights'> = {
  schemaVersion: 1,
  kind: 'outline',
  name: 'violet',
  notice: 'Research use only.',
  design: VIOLET_DESIGN,
  training: {
    software: { name: 'LeukoLens', version: '0.1.0' },
    data: [{ name: 'none', images: 1, sha256: 'ab', terms: 'none' }],
    recipe: { epochs: 1 },
    seed: 0,
  },
  figures: [{ data: 'none', images: 1, iou: 0.5, how: 'guessed' }],
  limits: ['It marks whatever is violet.'],
};
const write = (weights = violetWeights()) => writeModel(about, weights, 'float32');
const json = (files: ModelFiles) => JSON.parse(new TextDecoder().decode(files.description));
const bytes = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));

/** The same files with another description, in which the parts given are put over. */
async function described(parts: Record<string, unknown>): Promise<ModelFiles> {
  const files = await write();
  return { ...files, description: bytes({ ...json(files), ...parts }) };
}

/** The same files with other tensors, whose hash is right. */
async function reweighed(
  change: (tensors: Map<string, ReturnType<typeof tensor>>) => void,
): Promise<ModelFiles> {
  const files = await write();
  const tensors = new Map(readSafetensors(files.weights).tensors);
  change(tensors as Map<string, ReturnType<typeof tensor>>);
  const weights = writeSafetensors(tensors);
  const digest = await crypto.subtle.digest('SHA-256', weights as Uint8Array<ArrayBuffer>);
  const sha256 = Buffer.from(digest).toString('hex');
  return { weights, description: bytes({ ...json(files), weights: { sha256, storage: 'float32' } }) };
}
const tensor = (...shape: number[]) => ({
  dtype: 'float32' as const,
  shape,
  data: new Float32Array(shape.reduce((product, side) => product * side, 1)),
});

test.each(['float32', 'float16', 'int8'] as const)('what is written as %s is read back', async (storage) => {
  const weights = violetWeights();
  const read = await readModel(await writeModel(about, weights, storage), 'outline');
  expect(read.description).toMatchObject(about);
  expect(read.description.weights.storage).toBe(storage);
  expect([...read.weights.keys()].sort()).toEqual([...weights.keys()].sort());
  for (const [name, values] of weights) {
    const most = Math.max(...values.map(Math.abs));
    read.weights.get(name)!.forEach((value, i) => {
      expect(Math.abs(value - values[i]!)).toBeLessThanOrEqual(most / 250); // half a step of int8
    });
  }
});

test.each<[what: string, files: () => Promise<ModelFiles>, message: string | RegExp]>([
  [
    'altered weights',
    async () => {
      const files = await write();
      files.weights[files.weights.length - 1]! ^= 1;
      return files;
    },
    /^the weights of violet have been altered: SHA-256 [0-9a-f]{12}, expected [0-9a-f]{12}$/,
  ],
  [
    'truncated weights',
    async () => {
      const files = await write();
      return { ...files, weights: files.weights.slice(0, -4) };
    },
    /^the weights of violet have been altered/,
  ],
  [
    'a truncated description',
    async () => {
      const files = await write();
      return { ...files, description: files.description.slice(0, 40) };
    },
    /JSON/,
  ],
  [
    'a description that is no text',
    async () => ({ ...(await write()), description: Uint8Array.of(255, 254) }),
    /./,
  ],
  [
    'a description of over 1 MiB',
    async () => ({ ...(await write()), description: new Uint8Array(2 ** 20 + 1) }),
    'model.json has 1048577 bytes; expected at most 1048576',
  ],
  [
    'another schema version',
    () => described({ schemaVersion: 2 }),
    'model.json: schemaVersion: a model of schema version 2: this program reads version 1',
  ],
  [
    'another kind of model',
    () => described({ kind: 'classifier' }),
    'model.json: kind: a model of the kind "classifier"; expected \'outline\'',
  ],
  [
    'a design that makes no network',
    () => described({ design: { ...VIOLET_DESIGN, strides: [2, 2] } }),
    'unet: 2 levels need 1 strides; received [2,2]',
  ],
  [
    'a design of other sizes',
    () => described({ design: { ...VIOLET_DESIGN, channels: [2, 1] } }),
    'down0.weight of violet is [1,3,3,3]; expected [2,3,3,3]',
  ],
  [
    'a missing weight',
    () => reweighed((tensors) => tensors.delete('up0.bias')),
    'the weights of violet lack up0.bias',
  ],
  [
    'a weight of another network',
    () => reweighed((tensors) => tensors.set('down7.weight', tensor(1))),
    'the weights of violet hold down7.weight, which its network lacks',
  ],
  [
    'a weight that is not a number',
    () =>
      reweighed((tensors) => {
        tensors.get('bottom.bias')!.data[0] = Number.NaN;
      }),
    'bottom.bias of violet holds numbers that are not finite',
  ],
])('%s: refused in one line', async (_, files, message) => {
  const refused = readModel(await files(), 'outline');
  await expect(refused).rejects.toThrow(ModelError);
  await expect(refused).rejects.toThrow(message);
  await refused.catch((error: Error) => expect(error.message).not.toContain('\n'));
});

test('a model is not written without one of its weights', async () => {
  const weights = violetWeights();
  weights.delete('up0.bias');
  await expect(write(weights)).rejects.toThrow('the network has a weight up0.bias, which was not given');
});

test('a classifier comes back as it was stored, and is no network that outlines', async () => {
  const design = classifierDesignSchema.parse({
    network: 'resnet18',
    narrowing: 16,
    head: 'medium',
    classes: ['early', 'late'],
    side: 32,
    scale: { kind: 'shorterSide', length: 32 },
  });
  const network = new Model('inference');
  traceClassifier(network, input('x', [1, 3, 32, 32]), design);
  const weights = network.initial(1);
  const files = await writeModel(
    { ...about, kind: 'classifier', name: 'stages', design, temperature: 1.5, figures: [] },
    weights,
    'float32',
  );
  const read = await readModel(files);
  expect(read.description).toMatchObject({ kind: 'classifier', design, temperature: 1.5 });
  expect(read.weights.get('fc.4.weight')).toEqual(weights.get('fc.4.weight'));
  expect((await readModel(files, 'classifier')).description.name).toBe('stages');
  await expect(readModel(files, 'outline')).rejects.toThrow(
    'model.json: kind: a model of the kind "classifier"; expected \'outline\'',
  );
  const strange = { ...files, description: bytes({ ...json(files), kind: 'oracle' }) };
  await expect(readModel(strange)).rejects.toThrow(
    "model.json: kind: a model of the kind \"oracle\"; expected 'outline' or 'classifier'",
  );
});
