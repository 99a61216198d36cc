import {
  contentRectangle,
  type Mask,
  planesOf,
  type RgbImage,
  resizeRgb,
  thresholdResized,
} from '@leukolens/imaging';
import type { Rectangle, Size } from '../segment/network/tiles.ts';
import { boundedScale, medianDiameter, scaleTo } from '../segment/network/working-scale.ts';
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
  /** What of it is no plain frame, where the scale leaves that out: the rest says nothing of what the field is like. */
  readonly content?: Rectangle;
}

/**
 * The size at which a classifier sees an image, in working pixels.
 * @param nuclei the image's, in whatever size: where the rule goes by the size of nuclei, theirs counts
 */
export function classifierSize(image: RgbImage, nuclei: Mask, rule: FieldScale): Size {
  const { width, height } = image;
  const scale = boundedScale(scaleBy(image, nuclei, rule), image);
  const side = (length: number) => Math.max(1, Math.round(scale * length));
  return { width: side(width), height: side(height) };
}

function scaleBy(image: RgbImage, nuclei: Mask, rule: FieldScale): number {
  const scaled = (diameter: number) => {
    const found = medianDiameter([nuclei]);
    return found && scaleTo(diameter, (found * image.width) / nuclei.width);
  };
  switch (rule.kind) {
    case 'shorterSide':
      return rule.length / shorterSide(image);
    case 'factor':
      return rule.factor;
    case 'nucleus':
      return scaled(rule.diameter) ?? 1;
    case 'field': {
      const scale = rule.length / shorterSide(contentRectangle(image));
      return Math.max(scale, scaled(rule.smallest) ?? 0);
    }
  }
}

function shorterSide({ width, height }: Size): number {
  return Math.min(width, height);
}

/** How images are brought to a size as a whole. */
export type FieldScale = Exclude<ClassifierScale, { readonly kind: 'eachNucleus' }>;

/**
 * Brings an image and its nuclei to a classifier's size; for one that looks at each nucleus, the most central one.
 * @param nuclei of the whole image; where it is looked at as a whole, in whatever size
 */
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
  const { width, height } = classifierSize(image, nuclei, rule);
  const content =
    rule.kind === 'field' ? atSize(contentRectangle(image), image, { width, height }) : undefined;
  return {
    ...(content && { content }),
    image: resizeRgb(image, width, height),
    nuclei: thresholdResized(planesOf(nuclei), 0, width, height, 0.5),
  };
}

/** A part of a picture where it lies in the picture of another size: no pixel beyond it, whatever sides were rounded to. */
function atSize(part: Rectangle, from: Size, to: Size): Rectangle {
  const [across, down] = [to.width / from.width, to.height / from.height];
  const [left, top] = [Math.floor(across * part.left), Math.floor(down * part.top)];
  return {
    left,
    top,
    width: Math.max(1, Math.floor(across * (part.left + part.width)) - left),
    height: Math.max(1, Math.floor(down * (part.top + part.height)) - top),
  };
}

/**
 * The windows that a classifier looks at: one in the middle of nuclei that lie within about its size; of more an even grid over all of
 * them, without windows that hold none. So what lies round the nuclei, be it an empty canvas, moves no window. At least one.
 */
export function windowsOf(
  nuclei: Mask,
  { side, scale }: Pick<ClassifierDesign, 'side' | 'scale'>,
): Rectangle[] {
  const whole = { left: 0, top: 0, width: nuclei.width, height: nuclei.height };
  const byPicture = scale.kind === 'shorterSide' || scale.kind === 'eachNucleus';
  const { left, top, width, height } = byPicture ? whole : (boundsOf(nuclei) ?? whole);
  const middle = (first: number, length: number) => first + Math.round((length - side) / 2);
  const one = { left: middle(left, width), top: middle(top, height), width: side, height: side };
  if (byPicture || Math.max(width, height) <= REACH * side) return [one];
  const windows = starts(top, height, side).flatMap((y) =>
    starts(left, width, side).map((x) => ({ left: x, top: y, width: side, height: side })),
  );
  const counted = windows
    .map((window) => ({ window, area: areaIn(nuclei, window) }))
    .toSorted((a, b) => b.area - a.area);
  const held = counted.filter(({ area }) => area >= LEAST_SHARE * side * side);
  if (held.length === 0) return [counted[0]!.area > 0 ? counted[0]!.window : one];
  const most = new Set(held.slice(0, MOST_WINDOWS).map(({ window }) => window));
  return windows.filter((window) => most.has(window));
}

/** Where windows of a side begin that stand for a length from `first` on evenly, as few as may. */
function starts(first: number, length: number, side: number): number[] {
  const count = Math.ceil(length / (REACH * side));
  return Array.from({ length: count }, (_, i) => first + Math.round(((i + 0.5) * length) / count - side / 2));
}

/** The smallest rectangle that holds all nuclei; undefined where there are none. */
function boundsOf({ width, height, data }: Mask): Rectangle | undefined {
  let [left, top, right, bottom] = [width, height, 0, 0];
  for (let y = 0; y < height; y++) {
    const first = data.subarray(y * width, (y + 1) * width).indexOf(1);
    if (first < 0) continue;
    const last = data.subarray(y * width, (y + 1) * width).lastIndexOf(1);
    [left, right] = [Math.min(left, first), Math.max(right, last + 1)];
    [top, bottom] = [Math.min(top, y), y + 1];
  }
  return right === 0 ? undefined : { left, top, width: right - left, height: bottom - top };
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
