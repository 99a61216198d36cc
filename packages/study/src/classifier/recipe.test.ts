import { expect, test } from 'vitest';
import { paperClassifierRecipe } from './recipe.ts';

test("the paper's recipe: ResNet-50 at 232 and 224 px, 30 epochs of Adam at 1e-5, a tenth watched", () => {
  const recipe = paperClassifierRecipe({ head: 'medium', activation: 'mish', sees: 'whole' }, [
    'L1',
    'L2',
    'L3',
  ]);
  expect(recipe).toMatchObject({
    name: 'paper-medium-mish-whole',
    design: {
      network: 'resnet50',
      head: 'medium',
      activation: 'mish',
      sees: 'whole',
      colours: 'rgb',
      classes: ['L1', 'L2', 'L3'],
      side: 224,
      scale: { kind: 'shorterSide', length: 232 },
    },
    batch: 8,
    epochs: 30,
    optimiser: 'adam',
    learningRate: 1e-5,
    weightDecay: 1e-4,
    schedule: 'plateau',
    augmentation: { flips: 0.5, gamma: 0.5, clahe: 0.5, noise: 0.5, donors: 0, maskJitter: 0 },
    validation: 0.1,
  });
});
