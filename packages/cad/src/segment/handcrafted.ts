import {
  type ChannelMeans,
  colourConstancy,
  dilate,
  type GreyImage,
  type Mask,
  magentaSaturation,
  mask,
  otsuThreshold,
  PlaneFilter,
  type RgbImage,
  type Smoothed,
  solidObjectsAbove,
} from '@leukolens/imaging';
import { z } from 'zod';
import type { FieldStatistics } from './field-statistics.ts';
import type { PartSegmenter, Segmenter } from './segmenter.ts';

/** Parameters of the handcrafted method; the defaults are the paper's (Table A1). */
export const handcraftedSchema = z.strictObject({
  bilateral: z
    .int()
    .min(3)
    .max(33)
    .refine((size) => size % 2 === 1, 'must be odd')
    .default(9)
    .describe('side of the bilateral window, pixels, odd, 3 to 33'),
  sigma: z
    .number()
    .min(0.001)
    .max(5000)
    .default(50)
    .describe('standard deviation of the bilateral filter, grey levels and pixels alike, 0.001 to 5000'),
  closing: z
    .int()
    .min(1)
    .max(31)
    .refine((size) => size % 2 === 1, 'must be odd')
    .default(3)
    .describe('side of the square that closes gaps, pixels, odd, 1 to 31; 1 closes nothing'),
  area: z.int().min(0).max(100_000_000).default(150).describe('smallest object kept, pixels, 0 or more'),
  dilation: z
    .int()
    .min(0)
    .max(8)
    .default(0)
    .describe(
      'radius by which objects grow in the end, pixels, 0 to 8; the paper took 4 for Raabin basophils',
    ),
});

export type HandcraftedOptions = z.infer<typeof handcraftedSchema>;

/** Every stage of the method on one image, for looking at. */
export interface HandcraftedStages {
  readonly colourConstant: RgbImage;
  readonly magentaSaturation: GreyImage;
  readonly smoothed: GreyImage;
  /** Otsu's level: pixels above it are foreground. */
  readonly threshold: number;
  readonly mask: Mask;
}

/**
 * The paper's handcrafted method (3.1, Algorithm 1): colour constancy, magenta times saturation, bilateral
 * filter, Otsu, closing, holes filled, small objects dropped, and dilation where asked for, last of all.
 * An image that is flat after the filter has no nuclei.
 */
export class Handcrafted implements Segmenter, PartSegmenter {
  readonly name = 'handcrafted';
  readonly options: HandcraftedOptions;
  readonly #filter: PlaneFilter;

  /** @throws z.ZodError naming the option and the range it left. */
  constructor(options: Partial<HandcraftedOptions> = {}) {
    this.options = handcraftedSchema.parse(options);
    this.#filter = new PlaneFilter({ diameter: this.options.bilateral, sigma: this.options.sigma });
  }

  async segment(image: RgbImage): Promise<Mask> {
    return this.segmentNow(image);
  }

  /** `segment` without the wait: the method computes at once. */
  segmentNow(image: RgbImage): Mask {
    return this.#objects(this.#filter.magentaSaturation(image));
  }

  async segmentPart(image: RgbImage, { means, threshold }: FieldStatistics): Promise<Mask> {
    return this.#solid(this.#filter.magentaSaturation(image, means).image, threshold);
  }

  /**
   * What the threshold is applied to, and the threshold: magenta times saturation after colour constancy, smoothed; Otsu's level.
   * @param field what was settled for the larger field that the image is a part of
   */
  evidence(
    image: RgbImage,
    field?: FieldStatistics,
  ): { readonly smoothed: GreyImage; readonly threshold: number } {
    const { image: smoothed, histogram } = this.#filter.magentaSaturation(image, field?.means);
    return { smoothed, threshold: field?.threshold ?? otsuThreshold(histogram) };
  }

  /** How often each level of what the threshold is applied to occurs in a part of a larger field. */
  histogram(image: RgbImage, means: ChannelMeans): Uint32Array {
    return this.#filter.magentaSaturation(image, means).histogram;
  }

  /** The stages one by one, each kept. */
  stages(image: RgbImage): HandcraftedStages {
    const colourConstant = colourConstancy(image);
    const product = magentaSaturation(colourConstant);
    const smoothed = this.#filter.grey(product);
    return {
      colourConstant,
      magentaSaturation: product,
      smoothed: smoothed.image,
      threshold: otsuThreshold(smoothed.histogram),
      mask: this.#objects(smoothed),
    };
  }

  #objects({ image, histogram }: Smoothed): Mask {
    const { width, height } = image;
    if (histogram.some((count) => count === width * height)) return mask(width, height);
    return this.#solid(image, otsuThreshold(histogram));
  }

  #solid(image: GreyImage, threshold: number): Mask {
    const { closing, area } = this.options;
    const solid = solidObjectsAbove(image, threshold, closing, area);
    return this.options.dilation > 0 ? dilate(solid, this.options.dilation) : solid;
  }
}
