import {
  type LabelImage,
  labelObjects,
  type Mask,
  measureObjects,
  type NucleusMeasurement,
  type RgbImage,
  splitTouching,
} from '@leukolens/imaging';

export interface NucleiOptions {
  /** Parts nuclei that touch where the neck between them is narrow. Default false: the mask's objects as they are. */
  readonly split?: boolean;
  /** Side of a pixel in µm; without it nothing is given in µm. */
  readonly micrometresPerPixel?: number | undefined;
}

/** The nuclei of one image. */
export interface Nuclei {
  /** Every nucleus drawn with its number. */
  readonly labels: LabelImage;
  /** By rising number. */
  readonly objects: readonly NucleusMeasurement[];
  /** Share of the image's pixels that are nucleus, 0 to 1. */
  readonly areaFraction: number;
  /** What the user should know before relying on the numbers, a clause each. */
  readonly warnings: string[];
}

/** A share of nucleus beyond this is more likely a wrong picture or a failed threshold than a smear. */
const IMPLAUSIBLE_SHARE = 0.6;

/**
 * Numbers the objects of a mask (8-connected, in raster order) and measures them.
 *
 * @throws RangeError if the mask's size is not the image's, or it holds more than 65,535 objects
 */
export function nucleiOf(image: RgbImage, mask: Mask, options: NucleiOptions = {}): Nuclei {
  const whole = labelObjects(mask);
  const labels = options.split ? splitTouching(whole) : whole;
  const objects = measureObjects(image, labels, { micrometresPerPixel: options.micrometresPerPixel });
  const areaFraction = objects.reduce((sum, { area }) => sum + area, 0) / (image.width * image.height);
  const warnings: string[] = [];
  if (objects.length === 0) warnings.push('no nucleus found');
  if (areaFraction > IMPLAUSIBLE_SHARE) {
    warnings.push(
      `${Math.round(areaFraction * 100)} % of the image is marked as nucleus: look at the overlay`,
    );
  }
  return { labels, objects, areaFraction, warnings };
}
