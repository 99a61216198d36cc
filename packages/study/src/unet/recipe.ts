import { designSchema } from '@leukolens/cad';
import { z } from 'zod';
import { augmentationSchema } from '../training/augmentation.ts';

const lossSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('unifiedFocal'),
    lambda: z.number().min(0).max(1),
    delta: z.number().min(0).max(1),
    gamma: z.number().positive(),
  }),
  z.strictObject({ kind: z.literal('jaccardCrossEntropy'), jaccard: z.number().min(0).max(1).default(0.5) }),
]);

/** Everything that decides how a network is trained, besides the images and the seed. */
export const recipeSchema = z.strictObject({
  name: z.string().min(1).max(80),
  design: designSchema,
  /** Share of elements dropped in training. */
  dropout: z.number().min(0).max(0.9).default(0.1),
  /** Side of the square pictures trained on, in working pixels. */
  side: z.int().min(16).max(2048),
  batch: z.int().min(1).max(256).default(8),
  /** Passes over the training images. */
  epochs: z.int().min(1).max(10_000),
  optimiser: z.enum(['adam', 'adamW']).default('adamW'),
  learningRate: z.number().positive().max(1),
  weightDecay: z.number().min(0).max(1).default(0),
  /** oneCycle goes up and down once over the run; plateau divides the rate by 10 where the validation loss stays. */
  schedule: z.enum(['oneCycle', 'plateau']).default('oneCycle'),
  loss: lossSchema,
  augmentation: augmentationSchema.prefault({}),
  /** Share of the old in the moving average of weights that is kept as the result; 0 keeps the last weights. */
  averageDecay: z.number().min(0).max(0.99999).default(0),
  /** Norm above which gradients are scaled down; absent: never. */
  clipNorm: z.number().positive().optional(),
  /** Share of the training images that the run does not train on but watches. */
  validation: z.number().min(0).max(0.5).default(0),
  /** In how many mirror images pictures are looked at in testing. */
  testFlips: z.union([z.literal(1), z.literal(4)]).default(1),
});
export type Recipe = z.infer<typeof recipeSchema>;
