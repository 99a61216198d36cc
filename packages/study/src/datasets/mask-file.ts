import type { GreyImage, LabelImage, RgbImage } from '@leukolens/imaging';
import type { DrawnOutlines } from './geojson.ts';

/**
 * How a mask file says what is nucleus: `levels` by grey levels (255 nucleus, 128 cytoplasm, 0 the rest, unless the set has
 * others), `labels` by object numbers (0 background, every other number a nucleus), `geojson` by outlines.
 */
export const MASK_KINDS = ['levels', 'labels', 'geojson'] as const;
export type MaskKind = (typeof MASK_KINDS)[number];

/** What was read of a mask file. */
export type MaskFile = GreyImage | RgbImage | LabelImage | DrawnOutlines;

/** The kind that a file's name says; undefined for images, whose contents have to be asked. */
export function kindByName(path: string): MaskKind | undefined {
  return /\.(geo)?json$/i.test(path) ? 'geojson' : undefined;
}
