import type { Found } from '@leukolens/workbench';
import { indicesWhere } from './edits.ts';

/** A place on the image, pixels; pixels' centres have whole-numbered coordinates. */
export type Place = readonly [x: number, y: number];

/** A pixel of a nucleus: that nearest to its middle, which itself may lie between lobes. */
export function placeIn(found: Found | undefined, label: number | undefined): Place | undefined {
  const nucleus = found?.record.nuclei?.objects.find((each) => each.label === label);
  if (!found || !nucleus) return undefined;
  const { boundingBoxX: left, boundingBoxY: top, boundingBoxWidth, boundingBoxHeight } = nucleus;
  const size = { width: found.record.width!, height: found.record.height! };
  const reach = { left, top, right: left + boundingBoxWidth - 1, bottom: top + boundingBoxHeight - 1 };
  let nearest: Place | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const index of indicesWhere(reach, size, (i) => found.labels[i] === label)) {
    const [x, y] = [index % size.width, Math.floor(index / size.width)];
    const away = (x - nucleus.centroidX) ** 2 + (y - nucleus.centroidY) ** 2;
    if (away >= least) continue;
    least = away;
    nearest = [x, y];
  }
  return nearest;
}
