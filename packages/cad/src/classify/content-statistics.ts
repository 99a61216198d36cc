import { crop, cropRgb, mask, planesOf } from '@leukolens/imaging';
import { type ImageStatistics, imageStatistics } from '../certainty/image-statistics.ts';
import type { WorkingField } from './windows.ts';

/** The statistics of an image as a classifier sees it, without a plain frame round it. */
export function contentStatistics({ image, nuclei, content }: WorkingField): ImageStatistics {
  if (content === undefined) return imageStatistics(image, nuclei);
  const { left, top, width, height } = content;
  const inside = crop(planesOf(nuclei), left, top, width, height);
  return imageStatistics(cropRgb(image, content), mask(width, height, Uint8Array.from(inside.data)));
}
