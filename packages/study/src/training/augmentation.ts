import { z } from 'zod';

const share = z.number().min(0).max(1);

/** How training pictures are changed, so that no two of a run are the same. */
export const augmentationSchema = z.strictObject({
  /** Probability of each of: flip left to right, upside down, quarter turns, transpose. */
  flips: share.default(0.5),
  /** Most by which pictures are enlarged or shrunk, as a power of two: 0.5 is 0.71 to 1.41 times. */
  zoom: z.number().min(0).max(2).default(0),
  /** Probability that a picture is turned by any angle, and zoomed. */
  turn: share.default(0),
  /** Standard deviation of the stain's jitter, in relative optical density: of its strengths, mixing and offset. */
  stain: z.number().min(0).max(1).default(0),
  /** Probability of a gamma of 80 to 120 %. */
  gamma: share.default(0),
  /** Probability of CLAHE with a clip limit of 1 to 4 on 8 x 8 tiles. */
  clahe: share.default(0),
  /** Probability of Gaussian noise with a variance of 10 to 50 grey levels squared. */
  noise: share.default(0),
  /** Probability of a Gaussian blur with a deviation of 0.3 to 1.5 pixels, as of a picture out of focus. */
  blur: share.default(0),
});
export type Augmentation = z.infer<typeof augmentationSchema>;

/** The part of it that changes colours. */
export type Colouring = Pick<Augmentation, 'stain' | 'gamma' | 'clahe' | 'noise' | 'blur'>;
