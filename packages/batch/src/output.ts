import { join } from 'node:path';
import { outputName } from './names.ts';

/** What a run can leave for each image. */
export const PARTS = {
  masks: { folder: 'masks', extension: '.png', help: 'nuclei 255, the rest 0' },
  labels: { folder: 'labels', extension: '.png', help: '16 bits, each nucleus drawn with its number' },
  overlays: { folder: 'overlays', extension: '.png', help: 'the image with every nucleus outlined in cyan' },
  geojson: {
    folder: 'geojson',
    extension: '.geojson',
    help: 'outlines and measurements, as QuPath opens them',
  },
} as const;

export type Part = keyof typeof PARTS;

/** Where a part of an image's results goes, in the output folder `out`. */
export function partPath(out: string, part: Part, image: string): string {
  const { folder, extension } = PARTS[part];
  return join(out, folder, ...outputName(image, extension).split('/'));
}
