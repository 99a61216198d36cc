import type { Found } from '@leukolens/workbench';
import { pixelsOf } from './pixels-of.ts';

/** A place on the image, pixels; pixels' centres have whole-numbered coordinates. */
export type Place = readonly [x: number, y: number];

/** A pixel of a nucleus: that nearest to its middle, which itself may lie between lobes. */
export function placeIn(found: Found | undefined, label: number | undefined): Place | undefined {
  const nucleus = found?.record.nuclei?.objects.find((each) => each.label === label);
  if (!found || !nucleus) return undefined;
  const width = found.record.width!;
  let nearest: Place | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const index of pixelsOf(found, nucleus.label, () => true)) {
    const [x, y] = [index % width, Math.floor(index / width)];
    const away = (x - nucleus.centroidX) ** 2 + (y - nucleus.centroidY) ** 2;
    if (away >= least) continue;
    least = away;
    nearest = [x, y];
  }
  return nearest;
}
