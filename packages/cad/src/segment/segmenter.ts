import type { Mask, RgbImage } from '@leukolens/imaging';
import type { FieldStatistics } from './field-statistics.ts';

/** A method that finds the pixels of white-cell nuclei. Every one of them passes `testing/segmenter-suite.ts`. */
export interface Segmenter {
  /** The name it goes by in settings and results. */
  readonly name: string;
  /**
   * 1 on nuclei; the same size as the image. The image is left as it is.
   * @param signal stops it on the way, where the method works part by part: it then throws the signal's reason
   */
  segment(image: RgbImage, signal?: AbortSignal): Promise<Mask>;
  /** The nuclei, and whole cells, where the method outlines them: 1 on nucleus and cytoplasm of white cells. */
  readonly segmentCells?: (image: RgbImage, signal?: AbortSignal) => Promise<NucleiAndCells>;
}

export interface NucleiAndCells {
  readonly nuclei: Mask;
  readonly cells: Mask;
}

/** A method that works on a field part by part: what goes by the whole field is settled before, so that all parts are cut alike. */
export interface PartSegmenter {
  /** 1 on nuclei; right but for a rim as wide as the method sees, and for objects that the part's border cuts. */
  segmentPart(part: RgbImage, field: FieldStatistics): Promise<Mask>;
}
