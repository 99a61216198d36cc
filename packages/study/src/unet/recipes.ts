import type { OutlineModelDescription } from '@leukolens/cad';
import { DatasetError } from '../datasets/dataset.ts';
import type { DatasetName } from '../datasets/registry.ts';
import { type Recipe, recipeSchema } from './recipe.ts';

/** A row of the paper's Table A2. */
interface PaperParameters {
  readonly lambda: number;
  readonly delta: number;
  readonly gamma: number;
  readonly learningRate: number;
  readonly dropout: number;
  readonly weightDecay: number;
}

/** Table A2 of Diaz Resendiz et al. 2023: what differs from set to set. */
const TABLE_A2: Partial<Record<DatasetName, PaperParameters>> = {
  cellavision: { lambda: 0.4, delta: 0.7, gamma: 1, learningRate: 1e-4, dropout: 0.1, weightDecay: 1e-3 },
  jtsc: { lambda: 0.5, delta: 0.8, gamma: 1, learningRate: 1e-4, dropout: 0.05, weightDecay: 1e-4 },
  bloodseg: { lambda: 0.6, delta: 0.7, gamma: 1, learningRate: 1e-4, dropout: 0.05, weightDecay: 1e-3 },
  'raabin-wbc': { lambda: 0.4, delta: 0.7, gamma: 1, learningRate: 1e-4, dropout: 0.5, weightDecay: 1e-2 },
  'all-idb2': { lambda: 0.4, delta: 0.7, gamma: 1, learningRate: 1e-4, dropout: 0.1, weightDecay: 1e-4 },
  leukemia: { lambda: 0.4, delta: 0.4, gamma: 1, learningRate: 1e-4, dropout: 0.05, weightDecay: 1e-5 },
};

/**
 * The paper's recipe for a data set (section 3.2, Table A2): 256 x 256 px, strides 1, 2, 2, 2, Adam, ReduceLROnPlateau, 30
 * epochs. A tenth of the training images is watched for the plateau, where the paper does not say what it watched.
 * @throws DatasetError for a set that the paper has no parameters for
 */
export function paperRecipe(dataset: string): Recipe {
  const parameters = Object.hasOwn(TABLE_A2, dataset) ? TABLE_A2[dataset as DatasetName] : undefined;
  if (parameters === undefined) {
    throw new DatasetError(
      `the paper gives no parameters for ${dataset}; it has some for ${Object.keys(TABLE_A2).join(', ')}`,
    );
  }
  const { lambda, delta, gamma, ...others } = parameters;
  return recipeSchema.parse({
    name: 'paper',
    design: { strides: [1, 2, 2, 2], scale: { kind: 'square', side: 256 } },
    side: 256,
    epochs: 30,
    optimiser: 'adam',
    schedule: 'plateau',
    loss: { kind: 'unifiedFocal', lambda, delta, gamma },
    augmentation: { flips: 0.5, gamma: 0.2, clahe: 0.2, noise: 0.2 },
    validation: 0.1,
    ...others,
  });
}

/** The recipe of the network that ships, found on folds 0 and 1 of the public sets (docs/decisions/0013): what is used unless another is named. */
export function universalRecipe(): Recipe {
  return recipeSchema.parse({
    name: 'universal',
    design: {
      strides: [2, 2, 2, 2],
      norm: 'batch',
      outlines: ['nucleus', 'cell'],
      input: 'guided',
      scale: { kind: 'nucleus', diameter: 40 },
    },
    dropout: 0,
    side: 128,
    batch: 8,
    epochs: 32,
    optimiser: 'adamW',
    learningRate: 0.006,
    weightDecay: 1e-4,
    schedule: 'oneCycle',
    loss: { kind: 'jaccardCrossEntropy', jaccard: 0.5 },
    augmentation: { flips: 0.5, turn: 0.5, zoom: 0.4, stain: 0.1 },
    averageDecay: 0.99,
    testFlips: 4,
  });
}

/**
 * How a model is trained on from a few corrected images of another stain or microscope: briefly, at a low rate, each image
 * seen in many colours, sizes and angles so that few do not narrow what it knows.
 */
export function fineTuningRecipe({
  design,
  training,
}: Pick<OutlineModelDescription, 'design' | 'training'>): Recipe {
  const { success, data } = recipeSchema.safeParse(training.recipe);
  return recipeSchema.parse({
    name: 'fine-tuning',
    design,
    side: success ? data.side : 160,
    epochs: 200,
    batch: 8,
    learningRate: 3e-4,
    weightDecay: 1e-4,
    loss: { kind: 'jaccardCrossEntropy' },
    augmentation: { flips: 0.5, turn: 0.5, zoom: 0.4, stain: 0.1 },
    averageDecay: 0.98,
    clipNorm: 1,
    testFlips: success ? data.testFlips : 1,
  });
}
