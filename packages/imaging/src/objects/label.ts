import { type LabelImage, labelImage, type Mask, mask } from '../image.ts';
import { areas, type Connectivity, components } from './components.ts';
import { runsOfMask } from './runs.ts';

/** The most objects that a 16-bit label image can number. */
export const MAX_LABELS = 65_535;

/**
 * The mask's objects, numbered 1, 2, ... in raster order of their first pixels (leftmost pixel of the topmost row).
 * @throws RangeError where the mask has more than 65,535 objects.
 */
export function labelObjects(image: Mask, connectivity: Connectivity = 8): LabelImage {
  const runs = runsOfMask(image);
  const { count, object } = components(runs, connectivity);
  checkLabelCount(count);
  const labels = labelImage(image.width, image.height);
  for (let y = 0; y < image.height; y++) {
    const row = y * image.width;
    for (let r = runs.first[y]!; r < runs.first[y + 1]!; r++) {
      labels.data.fill(object[r]!, row + runs.start[r]!, row + runs.end[r]!);
    }
  }
  return labels;
}

/** The area in pixels of each of the mask's objects, however many, in the order in which they are numbered. */
export function objectAreas(image: Mask, connectivity: Connectivity = 8): Float64Array {
  const runs = runsOfMask(image);
  return areas(runs, components(runs, connectivity)).subarray(1);
}

/** The pixels of all objects. */
export function maskOfLabels(labels: LabelImage): Mask {
  const image = mask(labels.width, labels.height);
  for (let i = 0; i < image.data.length; i++) image.data[i] = labels.data[i] === 0 ? 0 : 1;
  return image;
}

/** @throws RangeError where `count` objects do not fit into 16 bits. */
export function checkLabelCount(count: number): void {
  if (count > MAX_LABELS) {
    throw new RangeError(
      `${count} objects found, but a 16-bit label image numbers at most ${MAX_LABELS}: remove small objects first`,
    );
  }
}

/** The same objects, numbered 1, 2, ... in raster order of their first pixels. */
export function renumbered(labels: LabelImage): LabelImage {
  const number = new Uint16Array(MAX_LABELS + 1);
  const image = labelImage(labels.width, labels.height);
  let count = 0;
  for (let i = 0; i < image.data.length; i++) {
    const label = labels.data[i]!;
    if (label === 0) continue;
    if (number[label] === 0) number[label] = ++count;
    image.data[i] = number[label]!;
  }
  return image;
}
