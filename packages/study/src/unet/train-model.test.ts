import { readModel, writeModel } from '@leukolens/cad';
import { nodeRuntime } from '@leukolens/engine/node';
import { expect, test } from 'vitest';
import { datasetDigest } from '../datasets/digest.ts';
import { fineTuningRecipe } from './recipes.ts';
import { smallRecipe } from './testing/small-recipe.ts';
import { readingOf, syntheticSet } from './testing/synthetic-set.ts';
import { type ModelTraining, trainModel } from './train-model.ts';

const runtime = nodeRuntime({ threads: 1 });

async function training(changes: Partial<ModelTraining> = {}): Promise<ModelTraining> {
  const set = await syntheticSet('mine', 6, 3);
  const parts = [{ dataset: set.dataset, items: set.dataset.items }];
  return {
    name: 'test-1',
    parts,
    recipe: smallRecipe(),
    seed: 3,
    runtime,
    reading: readingOf([set]),
    ...changes,
  };
}

test('a model says what it was trained on and how, and is read again', async () => {
  const given = await training();
  const { description, weights, curve } = await trainModel(given);
  expect(description).toMatchObject({
    name: 'test-1',
    design: given.recipe.design,
    training: {
      data: [{ name: 'mine', images: 6, sha256: await datasetDigest(given.parts[0]!.dataset) }],
      recipe: { name: 'small', epochs: 2 },
      seed: 3,
    },
    figures: [],
  });
  expect(curve).toHaveLength(2);
  const read = await readModel(await writeModel(description, weights, 'float32'), 'outline');
  expect(read.weights).toEqual(weights);
});

test('a model that is trained on names the one before, and starts from its weights', async () => {
  const first = await trainModel(await training());
  const from = await readModel(await writeModel(first.description, first.weights, 'float32'), 'outline');
  const recipe = { ...fineTuningRecipe(from.description), epochs: 1, batch: 2, learningRate: 1e-12 };
  const { description, weights } = await trainModel(await training({ name: 'test-2', from, recipe }));
  expect(description.training.from).toBe('test-1');
  expect(description.design).toEqual(first.description.design);
  const name = 'down0.weight';
  weights.get(name)!.forEach((value, i) => {
    expect(value).toBeCloseTo(first.weights.get(name)![i]!, 6);
  });
});

test('a set without a mask is refused by name', async () => {
  const given = await training();
  const empty = { ...given, parts: [{ ...given.parts[0]!, items: [] }] };
  await expect(trainModel(empty)).rejects.toThrow('mine has no image with a mask to train on');
});
