import type { LabelImage } from '../image.ts';
import { components } from '../objects/components.ts';
import { objectPatches, type Patch } from '../objects/patches.ts';
import type { Runs } from '../objects/runs.ts';
import { type Polygon, type Position, type Ring, signedArea } from './polygon.ts';
import { simpleRings, trace } from './trace.ts';

export interface ObjectOutline {
  readonly label: number;
  /**
   * One polygon for each part of the object whose pixels hang together by edges, in raster order: the coordinates of
   * a GeoJSON MultiPolygon, valid as PostGIS, JTS and QuPath define it (simple rings, connected interiors, parts and
   * holes that touch at corners at most).
   */
  readonly polygons: readonly Polygon[];
}

/**
 * The exact outlines of all objects along the edges of their pixels, by rising label; positions are whole numbers,
 * points on a straight line are left out. `rasterize` turns them back into the same pixels.
 */
export function outlines(labels: LabelImage): ObjectOutline[] {
  const found: ObjectOutline[] = [];
  for (const patch of objectPatches(labels)) found.push({ label: patch.label, polygons: polygonsOf(patch) });
  return found;
}

function polygonsOf(patch: Patch): Polygon[] {
  const { runs } = patch;
  const part = components(runs, 4);
  const polygons: Ring[][] = Array.from({ length: part.count }, () => []);
  // Every ring has an edge with the object to its right, so starting from all left edges finds them all.
  const passed = new Uint8Array(runs.start.length);
  const pass = (pixel: number) => {
    passed[runStartingAt(runs, pixel)] = 1;
  };
  for (let y = 0; y < runs.height; y++) {
    for (let r = runs.first[y]!; r < runs.first[y + 1]!; r++) {
      if (passed[r] === 1) continue;
      const polygon = polygons[part.object[r]! - 1]!;
      for (const corners of simpleRings(trace(patch, y * runs.width + runs.start[r]!, pass))) {
        const ring = closedRing(patch, corners);
        // A part has one exterior: two loops of one walk could only lie side by side if nothing but a corner joined them.
        if (signedArea(ring) > 0) polygon.unshift(ring);
        else polygon.push(ring);
      }
    }
  }
  return polygons;
}

function closedRing({ x, y, runs }: Patch, corners: readonly number[]): Ring {
  const ring = corners.map((corner): Position => {
    const row = Math.floor(corner / runs.width);
    return [x + corner - row * runs.width, y + row];
  });
  ring.push(ring[0]!);
  return ring;
}

/** The run that starts at a pixel, by binary search in the pixel's row. */
function runStartingAt({ width, first, start }: Runs, pixel: number): number {
  const y = Math.floor(pixel / width);
  const x = pixel - y * width;
  let low = first[y]!;
  let high = first[y + 1]! - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (start[middle]! < x) low = middle + 1;
    else high = middle;
  }
  return low;
}
