import type { LabelImage } from '../image.ts';
import { type Runs, RunWriter } from './runs.ts';

/**
 * One object cut out of a label image, with an empty margin of one pixel all round, so that the eight neighbours of
 * any of its pixels can be looked up without asking whether they exist.
 */
export interface Patch {
  readonly label: number;
  /** Number of the object's pixels. */
  readonly area: number;
  /** Image coordinates of the patch's first pixel, which is margin: the bounding box starts at (x + 1, y + 1). */
  readonly x: number;
  readonly y: number;
  /** The object in the patch's own coordinates; its size is the bounding box and the margin. */
  readonly runs: Runs;
  /**
   * For the patch's pixel (x, y), at y * runs.width + x: 0 outside the object, k for its k-th pixel in raster order.
   * Arrays of area + 1 entries, indexed by it, hold what is computed for each pixel, entry 0 serving all outside.
   */
  readonly ordinal: Int32Array;
  /** The inverse: `ordinal[position[k]]` is k, for k from 1 to area. */
  readonly position: Int32Array;
}

/**
 * The objects of a label image, one after another, by rising label; labels without pixels are passed over.
 * Patches share their arrays: a patch is valid until the next is asked for. The whole costs one scan of the
 * image and a time linear in the objects' pixels, however their bounding boxes overlap.
 */
export function* objectPatches(labels: LabelImage): Generator<Patch, void, undefined> {
  const sorted = sortedRuns(labels);
  let ordinal = new Int32Array(0);
  let position = new Int32Array(0);
  for (let label = 1; label < sorted.first.length - 1; label++) {
    const from = sorted.first[label]!;
    const to = sorted.first[label + 1]!;
    if (from === to) continue;
    const { x, y, runs, area } = cutOut(sorted, from, to, labels.width);
    const size = runs.width * runs.height;
    if (ordinal.length < size) ordinal = new Int32Array(size);
    if (position.length <= area) position = new Int32Array(area + 1);
    enumerate(runs, ordinal, position);
    yield { label, area, x, y, runs, ordinal, position };
    for (let k = 1; k <= area; k++) ordinal[position[k]!] = 0;
  }
}

/** Runs of all objects, by label and then in raster order; label n has the runs first[n] up to first[n + 1]. */
interface SortedRuns {
  readonly first: Int32Array;
  /** Index into the image of each run's first pixel. */
  readonly start: Int32Array;
  readonly length: Int32Array;
}

function sortedRuns({ width, height, data }: LabelImage): SortedRuns {
  const writer = new RunWriter(width * height, 1);
  const perLabel = new Int32Array(65_538);
  for (let row = 0; row < data.length; row += width) {
    const rowEnd = row + width;
    let i = row;
    while (i < rowEnd) {
      const label = data[i]!;
      const start = i++;
      while (i < rowEnd && data[i] === label) i++;
      if (label === 0) continue;
      writer.push(start, i);
      perLabel[label]!++;
    }
  }
  writer.endRow();
  const unsorted = writer.runs();

  let last = perLabel.length - 1;
  while (last > 0 && perLabel[last] === 0) last--;
  const first = new Int32Array(last + 2);
  for (let label = 1; label <= last; label++) first[label + 1] = first[label]! + perLabel[label]!;
  const next = first.slice();
  const start = new Int32Array(unsorted.start.length);
  const length = new Int32Array(unsorted.start.length);
  for (let r = 0; r < start.length; r++) {
    const at = next[data[unsorted.start[r]!]!]!++;
    start[at] = unsorted.start[r]!;
    length[at] = unsorted.end[r]! - unsorted.start[r]!;
  }
  return { first, start, length };
}

function cutOut(sorted: SortedRuns, from: number, to: number, width: number) {
  const top = Math.floor(sorted.start[from]! / width);
  const bottom = Math.floor(sorted.start[to - 1]! / width);
  let left = width;
  let right = 0;
  let area = 0;
  for (let r = from; r < to; r++) {
    const x = sorted.start[r]! % width;
    left = Math.min(left, x);
    right = Math.max(right, x + sorted.length[r]!);
    area += sorted.length[r]!;
  }
  const height = bottom - top + 3;
  const writer = new RunWriter(right - left + 2, height);
  let r = from;
  for (let y = 0; y < height; y++) {
    const row = (top - 1 + y) * width;
    for (; r < to && sorted.start[r]! < row + width; r++) {
      const x = sorted.start[r]! - row - left + 1;
      writer.push(x, x + sorted.length[r]!);
    }
    writer.endRow();
  }
  return { x: left - 1, y: top - 1, runs: writer.runs(), area };
}

function enumerate(
  { width, height, first, start, end }: Runs,
  ordinal: Int32Array,
  position: Int32Array,
): void {
  let k = 0;
  for (let y = 0; y < height; y++) {
    for (let r = first[y]!; r < first[y + 1]!; r++) {
      for (let i = y * width + start[r]!; i < y * width + end[r]!; i++) {
        ordinal[i] = ++k;
        position[k] = i;
      }
    }
  }
}
