import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { recipeSchema } from './recipe.ts';
import { fineTuningRecipe, paperRecipe, universalRecipe } from './recipes.ts';

// Table A2: lambda, delta, gamma, learning rate, dropout, weight decay
test.each([
  ['cellavision', 0.4, 0.7, 1, 1e-4, 0.1, 1e-3],
  ['jtsc', 0.5, 0.8, 1, 1e-4, 0.05, 1e-4],
  ['bloodseg', 0.6, 0.7, 1, 1e-4, 0.05, 1e-3],
  ['raabin-wbc', 0.4, 0.7, 1, 1e-4, 0.5, 1e-2],
  ['all-idb2', 0.4, 0.7, 1, 1e-4, 0.1, 1e-4],
  ['leukemia', 0.4, 0.4, 1, 1e-4, 0.05, 1e-5],
])("%s has the paper's parameters", (dataset, lambda, delta, gamma, learningRate, dropout, weightDecay) => {
  expect(paperRecipe(dataset)).toMatchObject({
    loss: { kind: 'unifiedFocal', lambda, delta, gamma },
    learningRate,
    dropout,
    weightDecay,
  });
});

test("the paper's recipe: network, pictures, optimiser, schedule and augmentation", () => {
  expect(paperRecipe('jtsc')).toMatchObject({
    name: 'paper',
    design: {
      channels: [32, 64, 128, 256, 512],
      strides: [1, 2, 2, 2],
      norm: 'instance',
      activation: 'mish',
      outlines: ['nucleus'],
      input: 'rgb',
      scale: { kind: 'square', side: 256 },
    },
    side: 256,
    epochs: 30,
    batch: 8,
    optimiser: 'adam',
    schedule: 'plateau',
    augmentation: { flips: 0.5, turn: 0, zoom: 0, stain: 0, gamma: 0.2, clahe: 0.2, noise: 0.2 },
    averageDecay: 0,
    testFlips: 1,
  });
  expect(() => paperRecipe('pbc')).toThrow(
    'the paper gives no parameters for pbc; it has some for cellavision',
  );
});

test('a recipe comes back from JSON as it was', () => {
  const recipe = paperRecipe('leukemia');
  expect(recipeSchema.parse(JSON.parse(JSON.stringify(recipe)))).toEqual(recipe);
});

test('misspelt and impossible recipes are refused', () => {
  const recipe = paperRecipe('jtsc');
  expect(() => recipeSchema.parse({ ...recipe, learningrate: 1 })).toThrow('learningrate');
  expect(() => recipeSchema.parse({ ...recipe, learningRate: -1 })).toThrow('learningRate');
  expect(() => recipeSchema.parse({ ...recipe, augmentation: { flips: 2 } })).toThrow('flips');
  expect(() => recipeSchema.parse({ ...recipe, loss: { kind: 'hinge' } })).toThrow('kind');
});

test("fine-tuning keeps the model's design, and its size of pictures where it is known", () => {
  const { design } = paperRecipe('jtsc');
  const training = { software: { name: 'x', version: '1' }, data: [], seed: 1 };
  const known = { ...paperRecipe('jtsc'), side: 96, testFlips: 4 as const };
  expect(
    fineTuningRecipe({ design, training: { ...training, recipe: JSON.parse(JSON.stringify(known)) } }),
  ).toMatchObject({ design, side: 96, testFlips: 4 });
  expect(fineTuningRecipe({ design, training: { ...training, recipe: {} } })).toMatchObject({
    design,
    side: 160,
    testFlips: 1,
  });
});

test('the universal recipe is the one whose results are kept', () => {
  const kept = new URL('../../../../docs/results/recipes/universal.json', import.meta.url);
  expect(universalRecipe()).toEqual(recipeSchema.parse(JSON.parse(readFileSync(kept, 'utf8'))));
});
