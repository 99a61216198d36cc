import { classifierDesignSchema } from '@leukolens/cad';
import { z } from 'zod';
import { augmentationSchema } from '../training/augmentation.ts';

/** How a classifier's training pictures are changed. */
export const classifierAugmentationSchema = z.strictObject({
  ...augmentationSchema.shape,
  /** Most by which a picture is moved, as a share of its side. */
  shift: z.number().min(0).max(0.5).default(0),
  /** Probability that a picture wears the stain of another training picture, of whatever class: nuclei and rest each. */
  donors: z.number().min(0).max(1).default(0),
  /** Most pixels by which the nuclei's outlines are moved out or in, so that their exact place says nothing. */
  maskJitter: z.int().min(0).max(8).default(0),
  /**
   * Masks of each picture found in the stains of other training pictures, too, every second at half the size; one of all is shown. What a
   * segmenter finds changes with both.
   */
  otherMasks: z.int().min(0).max(8).default(0),
  /**
   * Probability that what lies beyond a line through a picture is another's of its class: what goes with one slide then goes less with
   * the class.
   */
  mixed: z.number().min(0).max(1).default(0),
  /** Probability that a network which sees the whole image is shown the nuclei alone: what is to begin both kinds is trained so. */
  nucleiAlone: z.number().min(0).max(1).default(0),
});
export type ClassifierAugmentation = z.infer<typeof classifierAugmentationSchema>;

/** Everything that decides how a classifier is trained, besides the images and the seed. */
export const classifierRecipeSchema = z.strictObject({
  name: z.string().min(1).max(80),
  /** Its classes are those of the data, where the recipe gives none. */
  design: classifierDesignSchema,
  batch: z.int().min(2).max(256).default(8),
  /** Passes over the training images. */
  epochs: z.int().min(1).max(10_000),
  optimiser: z.enum(['adam', 'adamW']).default('adamW'),
  learningRate: z.number().positive().max(1),
  weightDecay: z.number().min(0).max(1).default(0),
  /** oneCycle goes up and down once over the run; plateau divides the rate by 10 where the validation loss stays. */
  schedule: z.enum(['oneCycle', 'plateau']).default('oneCycle'),
  /** Share of the target spread over all classes. */
  labelSmoothing: z.number().min(0).max(0.5).default(0),
  augmentation: classifierAugmentationSchema.prefault({}),
  /** Share of the old in the moving average of weights that is kept as the result; 0 keeps the last weights. */
  averageDecay: z.number().min(0).max(0.99999).default(0),
  /** Norm above which gradients are scaled down; absent: never. */
  clipNorm: z.number().positive().optional(),
  /** Share of the training images that the run does not train on but watches. */
  validation: z.number().min(0).max(0.5).default(0),
});
export type ClassifierRecipe = z.infer<typeof classifierRecipeSchema>;

/** The variants of the paper's Table 1. */
export interface PaperVariant {
  readonly head: 'linear' | 'medium';
  readonly activation: 'relu' | 'mish';
  readonly sees: 'nuclei' | 'whole';
}

/** The paper's recipe (section 4.2): ResNet-50, 232 px and the middle 224, 30 epochs, Adam, ReduceLROnPlateau. */
export function paperClassifierRecipe(variant: PaperVariant, classes: readonly string[]): ClassifierRecipe {
  return classifierRecipeSchema.parse({
    name: `paper-${variant.head}-${variant.activation}-${variant.sees}`,
    design: {
      ...variant,
      network: 'resnet50',
      classes,
      side: 224,
      colours: 'rgb',
      scale: { kind: 'shorterSide', length: 232 },
    },
    epochs: 30,
    optimiser: 'adam',
    learningRate: 1e-5,
    weightDecay: 1e-4,
    schedule: 'plateau',
    augmentation: { flips: 0.5, gamma: 0.5, clahe: 0.5, noise: 0.5 },
    validation: 0.1,
  });
}
