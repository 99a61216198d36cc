import { type Mask, planesOf, type RgbImage, resizeRgb, thresholdResized } from '@leukolens/imaging';
import type { Rectangle, Size } from '../segment/network/tiles.ts';
import { workingSize } from '../segment/network/working-scale.ts';
import type { ClassifierDesign, ClassifierScale } from './design.ts';
import { centralNucleus } from './nucleus-crop.ts';

/** Windows looked at in one image; of more, those with most nucleus. */
export const MOST_WINDOWS = 64;

/** Least share of a window's pixels that is nucleus, for it to be looked at. */
const LEAST_SHARE = 0.005;

/** How much of a length a window stands for, in its sides: what lies between windows is seen by none, at most a fifth of it. */
const REACH = 1.25;

/** An image and its nuclei at the size at which a classifier sees them. */
export interface WorkingField {
  readonly image: RgbImage;
  readonly nuclei: Mask;
}

/** The size at which a classifier sees an image, in working pixels. */
export function classifierSize(image: RgbImage, rule: FieldScale): Size {
  if (rule.kind !== 'shorterSide') return workingSize(image, rule);
  const scale = rule.length / Math.min(image.width, image.height);
  return { width: Math.round(scale * image.width), height: Math.round(scale * image.height) };
}

/** How images are brought to a size as a whole. */
export type FieldScale = Exclude<ClassifierScale, { readonly kind: 'eachNucleus' }>;

/** Brings an image and its nuclei to a classifier's size; for one that looks at each nucleus, the most central one. */
export function workingField(
  image: RgbImage,
  nuclei: Mask,
  { side, scale }: Pick<ClassifierDesign, 'side' | 'scale'>,
): WorkingField {
  return scale.kind === 'eachNucleus'
    ? centralNucleus(image, nuclei, side, scale)
    : scaledField(image, nuclei, scale);
}

function scaledField(image: RgbImage, nuclei: Mask, rule: FieldScale): WorkingField {
  const { width, height } = classifierSize(image, rule);
  return {
    image: resizeRgb(image, width, height),
    nuclei: thresholdResized(planesOf(nuclei), 0, width, height, 0.5),
  };
}

/**
 * The windows that a classifier looks at: one in the middle of a picture of about its size; of a larger one an even grid, without those
 * that hold no nucleus. At least one, wherever the nuclei are.
 */
export function windowsOf(
  nuclei: Mask,
  { side, scale }: Pick<ClassifierDesign, 'side' | 'scale'>,
): Rectangle[] {
  const { width, height } = nuclei;
  const middle = (length: number) => Math.round((length - side) / 2);
  const one = { left: middle(width), top: middle(height), width: side, height: side };
  if (scale.kind === 'shorterSide' || scale.kind === 'eachNucleus' || Math.max(width, height) <= REACH * side)
    return [one];
  const windows = starts(height, side).flatMap((top) =>
    starts(width, side).map((left) => ({ left, top, width: side, height: side })),
  );
  const counted = windows
    .map((window) => ({ window, area: areaIn(nuclei, window) }))
    .filter(({ area }) => area >= LEAST_SHARE * side * side);
  if (counted.length === 0) return [one];
  if (counted.length <= MOST_WINDOWS) return counted.map(({ window }) => window);
  return counted
    .toSorted((a, b) => b.area - a.area)
    .slice(0, MOST_WINDOWS)
    .map(({ window }) => window);
}

/** Where windows of a side begin that stand for a length evenly, as few as may. */
function starts(length: number, side: number): number[] {
  const count = Math.ceil(length / (REACH * side));
  return Array.from({ length: count }, (_, i) => Math.round(((i + 0.5) * length) / count - side / 2));
}

/** Whether enough of a window is nucleus for it to be looked at. */
export function holdsNuclei({ data }: Mask): boolean {
  let area = 0;
  for (const inside of data) area += inside;
  return area >= LEAST_SHARE * data.length;
}

function areaIn({ width, height, data }: Mask, { left, top, width: wide, height: high }: Rectangle): number {
  let area = 0;
  for (let y = Math.max(0, top); y < Math.min(height, top + high); y++) {
    for (let x = Math.max(0, left); x < Math.min(width, left + wide); x++) area += data[y * width + x]!;
  }
  return area;
}
