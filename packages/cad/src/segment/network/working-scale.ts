import { type Mask, objectAreas, type RgbImage } from '@leukolens/imaging';
import type { FieldStatistics } from '../field-statistics.ts';
import { Handcrafted } from '../handcrafted.ts';
import type { ScaleRule } from './design.ts';
import type { Size } from './tiles.ts';

/** An image is neither enlarged nor shrunk beyond these, whatever is found in it. */
const [LEAST, MOST] = [1 / 16, 4];

const handcrafted = new Handcrafted();

/**
 * The size at which a network shall see an image, in working pixels. Where the rule asks for nuclei of one size and the
 * handcrafted method finds none, the image is left as it is. Of a part of a larger field, the field's nuclei count.
 */
export function workingSize(image: RgbImage, rule: ScaleRule, field?: FieldStatistics): Size {
  if (rule.kind === 'square') return { width: rule.side, height: rule.side };
  const found = () => (field ? field.medianDiameter : medianDiameter([handcrafted.segmentNow(image)]));
  const wanted = rule.kind === 'factor' ? rule.factor : scaleTo(rule.diameter, found());
  const scale = boundedScale(wanted, image, MOST_WORKING_PIXELS);
  const side = (length: number) => Math.max(1, Math.round(length * scale));
  return { width: side(image.width), height: side(image.height) };
}

/** Pixels up to which an image is enlarged: a speck in an empty one, or a line of pixels, would go beyond any memory. */
const MOST_PIXELS = 2.5e7;

/** The same where an image is worked on in tiles, of which only the picture itself and its map are whole: 1 GiB. */
const MOST_WORKING_PIXELS = 1e8;

/** By how much an image of a few lines of pixels is enlarged at most: there is nothing more to be seen in it. */
const MOST_ENLARGED = 16;

/** A scale, or the most by which an image of a size is enlarged. */
export function boundedScale(scale: number, { width, height }: Size, mostPixels = MOST_PIXELS): number {
  return Math.min(scale, MOST_ENLARGED, Math.sqrt(Math.max(mostPixels / (width * height), 1)));
}

/** By what an image is enlarged so that nuclei of a diameter get another; 1 where there were none. */
export function scaleTo(diameter: number, found: number | undefined): number {
  return found === undefined ? 1 : Math.max(LEAST, Math.min(MOST, diameter / found));
}

/**
 * The diameter, in pixels, of a circle of the area of the object that the median foreground pixel lies in; undefined where
 * there is no object in any of the masks. Weighted by area so that platelets and fragments, be there ever so many, do not count for nuclei.
 */
export function medianDiameter(masks: readonly Mask[]): number | undefined {
  const sorted = Float64Array.from(masks.flatMap((mask) => [...objectAreas(mask)])).sort();
  const half = sorted.reduce((sum, area) => sum + area, 0) / 2;
  let seen = 0;
  const median = sorted.find((area) => {
    seen += area;
    return seen >= half;
  });
  return median === undefined ? undefined : 2 * Math.sqrt(median / Math.PI);
}
