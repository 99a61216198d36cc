import type { ClassifierModel } from '@leukolens/cad';
import { DatasetError } from '../datasets/dataset.ts';
import { isSameRecipe } from '../training/same-recipe.ts';
import { testedFold } from './model-figures.ts';
import { type ClassifierRecipe, classifierRecipeSchema } from './recipe.ts';
import type { trainOnParts } from './train-on-parts.ts';

/** A fold's network as its training leaves it: what a second one, trained on more images, is calibrated by. */
export type FirstNetwork = Awaited<ReturnType<typeof trainOnParts>>;

/** What a kept model has to have been trained by. */
export interface FirstTraining {
  readonly recipe: ClassifierRecipe;
  readonly seed: number;
  readonly fold: number;
  readonly guarded: boolean;
  /** What the fold's first network is trained on. */
  readonly data: { readonly name: string; readonly images: number; readonly sha256: string };
  /** Name of the model that training begins with. */
  readonly start: string | undefined;
}

/**
 * A model that was kept of a fold, as the network that was trained first.
 * @throws DatasetError where it was trained by another recipe or seed, from another start, or on other images than the fold's, or knows
 *   of none what they are like
 */
export function firstNetwork({ description, weights }: ClassifierModel, asked: FirstTraining): FirstNetwork {
  const { name, training, figures, familiarity } = description;
  const [own] = training.data;
  const { data } = asked;
  const differs = Object.entries({
    recipe: !isSameRecipe(training.recipe, asked.recipe, classifierRecipeSchema),
    seed: training.seed !== asked.seed,
    start: training.from !== asked.start,
    set: own?.sha256 !== data.sha256,
    fold:
      own?.images !== data.images ||
      !figures.some(({ how }) => how.startsWith(testedFold(asked.fold, asked.guarded))),
  }).flatMap(([what, other]) => (other ? what : []));
  if (differs.length > 0) {
    throw new DatasetError(
      `${name} was trained with another ${differs.join(', ')} than the first network of fold ${asked.fold} is ` +
        `(on ${data.images} images of ${data.name}): name the model that was kept of it`,
    );
  }
  if (!familiarity) throw new DatasetError(`${name} does not say what the images are like that it knows`);
  const { threshold: _, ...learned } = familiarity;
  // how its training went stands beside the model, not in it
  return { weights: new Map(weights), learned, curve: [] };
}
