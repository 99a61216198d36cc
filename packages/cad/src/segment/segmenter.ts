import type { Mask, RgbImage } from '@leukolens/imaging';

/** A method that finds the pixels of white-cell nuclei. Every one of them passes `testing/segmenter-suite.ts`. */
export interface Segmenter {
  /** The name it goes by in settings and results. */
  readonly name: string;
  /** 1 on nuclei; the same size as the image. The image is left as it is. */
  segment(image: RgbImage): Promise<Mask>;
}
