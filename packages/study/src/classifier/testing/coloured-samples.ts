import { mask, rgbImage } from '@leukolens/imaging';
import { nucleiWithRim, stainOf } from '../../swaps/stain-swap.ts';
import { type ClassifierRecipe, classifierRecipeSchema } from '../recipe.ts';
import type { ClassifierSample } from '../samples.ts';

/** A recipe for tests: a sixteenth of ResNet-18's channels, small pictures, no augmentation, but for what is given. */
export function smallClassifierRecipe(
  changes: Readonly<Record<string, unknown>> = {},
  design: Readonly<Record<string, unknown>> = {},
): ClassifierRecipe {
  return classifierRecipeSchema.parse({
    name: 'small',
    design: {
      network: 'resnet18',
      narrowing: 16,
      classes: ['round', 'long'],
      side: 32,
      scale: { kind: 'factor', factor: 1 },
      ...design,
    },
    batch: 4,
    epochs: 2,
    learningRate: 0.01,
    augmentation: { flips: 0 },
    ...changes,
  });
}

/** One violet nucleus on rose: a disc in even images (class 0), a bar in odd ones (class 1), of colours drawn by number. */
export function shapeSamples(numbers: readonly number[], side = 32): ClassifierSample[] {
  return numbers.map((number) => {
    const label = number % 2;
    const image = rgbImage(side, side);
    const nuclei = mask(side, side);
    const middle = side / 2 + ((number * 7) % 5) - 2;
    const tint = (number * 13) % 30;
    for (let i = 0; i < side * side; i++) {
      const [x, y] = [(i % side) - middle, Math.floor(i / side) - middle];
      const inside = label === 0 ? x * x + y * y < 49 : Math.abs(x) < 13 && Math.abs(y) < 3;
      if (inside) nuclei.data[i] = 1;
      image.data.set(inside ? [90 + tint, 50, 140] : [225, 190 + tint, 205], 3 * i);
    }
    return {
      name: `shapes/${number}`,
      label,
      image,
      nuclei,
      stain: stainOf(image, nucleiWithRim(image)),
      otherNuclei: [],
    };
  });
}
