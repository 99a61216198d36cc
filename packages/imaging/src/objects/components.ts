import type { Runs } from './runs.ts';

/** Which pixels count as neighbours: 4 shares an edge, 8 an edge or a corner. */
export type Connectivity = 4 | 8;

/** The connected sets of pixels among runs. */
export interface Components {
  readonly count: number;
  /** For each run the number of its object, 1 to `count`, in raster order of the objects' first pixels. */
  readonly object: Int32Array;
}

/**
 * Connected components by union-find over runs (Rosenfeld & Pfaltz 1966, on runs instead of pixels): two runs of
 * neighbouring rows belong together where they overlap, for connectivity 8 also where they meet at a corner.
 */
export function components(runs: Runs, connectivity: Connectivity): Components {
  const { height, first, start, end } = runs;
  const parent = new Int32Array(start.length);
  for (let r = 0; r < parent.length; r++) parent[r] = r;
  const reach = connectivity === 8 ? 1 : 0;
  for (let y = 1; y < height; y++) {
    let above = first[y - 1]!;
    const aboveEnd = first[y]!;
    for (let r = first[y]!; r < first[y + 1]!; r++) {
      while (above < aboveEnd && end[above]! + reach <= start[r]!) above++;
      for (let a = above; a < aboveEnd && start[a]! < end[r]! + reach; a++) unite(parent, a, r);
    }
  }
  // A root is the first run of its object, so objects are numbered as their roots are met.
  let count = 0;
  const object = new Int32Array(parent.length);
  for (let r = 0; r < parent.length; r++) object[r] = parent[r] === r ? ++count : object[find(parent, r)]!;
  return { count, object };
}

/** The area in pixels of each object, at its number; entry 0 stays 0. */
export function areas(runs: Runs, { count, object }: Components): Float64Array {
  const area = new Float64Array(count + 1);
  for (let r = 0; r < object.length; r++) {
    const n = object[r]!;
    area[n] = area[n]! + runs.end[r]! - runs.start[r]!;
  }
  return area;
}

function unite(parent: Int32Array, a: number, b: number): void {
  const rootA = find(parent, a);
  const rootB = find(parent, b);
  if (rootA < rootB) parent[rootB] = rootA;
  else parent[rootA] = rootB;
}

/** The representative of a set in a union-find forest; halves the path on its way. */
export function find(parent: Int32Array, item: number): number {
  let at = item;
  while (parent[at] !== at) {
    parent[at] = parent[parent[at]!]!;
    at = parent[at]!;
  }
  return at;
}
