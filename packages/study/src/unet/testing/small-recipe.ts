import { type Recipe, recipeSchema } from '../recipe.ts';

/** A recipe for tests: a network of a thousand weights, small pictures, no augmentation, but for what is given. */
export function smallRecipe(changes: Readonly<Record<string, unknown>> = {}): Recipe {
  return recipeSchema.parse({
    name: 'small',
    design: { channels: [4, 8], strides: [2], norm: 'batch' },
    side: 16,
    batch: 4,
    epochs: 2,
    learningRate: 0.01,
    loss: { kind: 'jaccardCrossEntropy' },
    augmentation: { flips: 0 },
    dropout: 0.1,
    ...changes,
  });
}
