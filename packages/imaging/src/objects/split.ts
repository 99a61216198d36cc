import { type LabelImage, labelImage } from '../image.ts';
import { basins } from './basins.ts';
import { find } from './components.ts';
import { squaredDistances } from './distance.ts';
import { checkLabelCount, renumbered } from './label.ts';
import { type Part, partsOfBasins, passesByWidth, solidity, united } from './parts.ts';
import { objectPatches, type Patch } from './patches.ts';

/** When an object is taken for several nuclei that touch. The defaults rather miss a pair than cut a nucleus. */
export interface SplitOptions {
  /** h of the h-maxima that parts start from, px: by how much more than its neck a part's radius is, at least. */
  readonly depth?: number | undefined;
  /** The neck's width over that of the narrower part (both as inscribed circles), at most; 0 to 1. */
  readonly neck?: number | undefined;
  /** A part's area over `referenceArea`, at least. */
  readonly partArea?: number | undefined;
  /** A part's area over that of its convex hull, at least; 0 to 1. */
  readonly partSolidity?: number | undefined;
  /**
   * The usual area of a whole nucleus, px². Where it is not given, that of the image's objects: the area-weighted
   * median (half of all pixels inside lie in objects up to this size), which specks hardly move.
   */
  readonly referenceArea?: number | undefined;
}

interface Rule {
  readonly depth: number;
  readonly neck: number;
  /** Smallest area of a part, px². */
  readonly area: number;
  readonly solidity: number;
}

/**
 * Divides objects that are several touching nuclei, and numbers all objects anew in raster order.
 *
 * Each object is divided by the watershed of its distance transform (`basins`). Then parts are put together again,
 * across the widest neck first, unless both are nuclei in their own right: both of at least `partArea` of a usual
 * nucleus, both at least `partSolidity` convex, and the neck between them at most `neck` of the narrower one's width.
 * This is repeated until nothing changes.
 *
 * The lobes of a segmented neutrophil have narrow necks and convex shapes too; what tells them from nuclei is their
 * size, half a nucleus or less. Hence the reference: by the image's own, an object with most of the image's nuclear
 * area is never cut, since not both halves can be more than half of the whole. So a single neutrophil stays whole, and
 * so does a lone pair: give `referenceArea` where the usual size is known.
 *
 * @throws RangeError for options out of range, and where there are more than 65,535 nuclei
 */
export function splitTouching(labels: LabelImage, options: SplitOptions = {}): LabelImage {
  const whole = renumbered(labels);
  const areas = objectAreas(whole);
  const rule = ruleOf(options, areas);
  const split = labelImage(whole.width, whole.height, whole.data.slice());
  let count = areas.length;
  for (const patch of objectPatches(whole)) {
    if (patch.area >= 2 * rule.area) count += divide(patch, rule, split, count);
  }
  return renumbered(split);
}

function ruleOf(options: SplitOptions, areas: Float64Array): Rule {
  const { depth = 1, neck = 0.7, partArea = 0.7, partSolidity = 0.9 } = options;
  const { referenceArea = weightedMedian(areas) } = options;
  const given = { depth, neck, partArea, partSolidity, referenceArea };
  for (const [name, value] of Object.entries(given)) {
    const most = name === 'neck' || name === 'partSolidity' ? 1 : Number.MAX_VALUE;
    if (!(value >= 0 && value <= most)) {
      throw new RangeError(
        `to split nuclei, ${name} must be a number from 0 to ${most}, but ${value} was given`,
      );
    }
  }
  return { depth, neck, area: partArea * referenceArea, solidity: partSolidity };
}

/** Gives all but the first part of an object numbers from `count` + 1 on; returns how many. */
function divide(patch: Patch, rule: Rule, split: LabelImage, count: number): number {
  const squared = squaredDistances(patch);
  const found = basins(patch, squared, rule.depth);
  if (found.count === 1) return 0;
  const forest = partForest(partsOfBasins(patch, found), passesByWidth(patch, found, squared), rule);

  const extra = new Map<number, number>();
  const stays = find(forest, found.basin[1]!);
  for (let k = 1; k <= patch.area; k++) {
    const part = find(forest, found.basin[k]!);
    if (part === stays) continue;
    let label = extra.get(part);
    if (label === undefined) {
      label = count + extra.size + 1;
      checkLabelCount(label);
      extra.set(part, label);
    }
    const row = Math.floor(patch.position[k]! / patch.runs.width);
    const column = patch.position[k]! - row * patch.runs.width;
    split.data[(patch.y + row) * split.width + patch.x + column] = label;
  }
  return extra.size;
}

/** Unites the parts that are not to be separated, until nothing changes: a union-find forest over the basins. */
function partForest(parts: Part[], passes: ReturnType<typeof passesByWidth>, rule: Rule): Int32Array {
  const forest = Int32Array.from(parts, (_, n) => n);
  let changed = true;
  while (changed) {
    changed = false;
    for (const pass of passes) {
      const a = find(forest, pass.a);
      const b = find(forest, pass.b);
      if (a === b || separable(parts[a]!, parts[b]!, pass.squared, rule)) continue;
      forest[b] = a;
      parts[a] = united(parts[a]!, parts[b]!);
      changed = true;
    }
  }
  return forest;
}

function separable(p: Part, q: Part, passSquared: number, rule: Rule): boolean {
  return (
    Math.min(p.area, q.area) >= rule.area &&
    Math.sqrt(passSquared / Math.min(p.peak, q.peak)) <= rule.neck &&
    Math.min(solidity(p), solidity(q)) >= rule.solidity
  );
}

/** Areas of a label image's objects, px², numbered without gaps. */
function objectAreas({ data }: LabelImage): Float64Array {
  const areas = new Float64Array(65_536);
  let count = 0;
  for (const label of data) {
    areas[label]!++;
    if (label > count) count = label;
  }
  return areas.subarray(1, count + 1);
}

/** The smallest value such that values up to it make up half of their sum or more; 0 of none. */
function weightedMedian(values: Float64Array): number {
  const sorted = values.slice().sort();
  let rest = sorted.reduce((sum, value) => sum + value, 0) / 2;
  for (const value of sorted) {
    rest -= value;
    if (rest <= 0) return value;
  }
  return 0;
}
