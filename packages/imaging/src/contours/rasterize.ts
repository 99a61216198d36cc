import { type Mask, mask } from '../image.ts';
import type { Polygon } from './polygon.ts';

/** Crossings of edges with rows that one polygon may have; more is no outline of anything in an image. */
const MAX_CROSSINGS = 2 ** 27;

/**
 * The pixels whose centres lie in any of the polygons: the inverse of `outlines`. Within a polygon the even-odd rule
 * holds, so neither the direction of rings nor their order matters; of a centre exactly on an edge, the one on the
 * left or upper side of the polygon is in. Coordinates may be fractions and may lie beyond the image; a ring that is
 * not closed is closed by a straight line.
 * @throws RangeError for coordinates that are not finite, and for polygons of more than 2²⁷ crossings with rows
 */
export function rasterize(polygons: readonly Polygon[], width: number, height: number): Mask {
  const image = mask(width, height);
  for (const polygon of polygons) {
    const { top, first, crossing } = crossings(polygon, height);
    for (let r = 0; r < first.length - 1; r++) {
      const row = crossing.subarray(first[r]!, first[r + 1]!).sort();
      for (let n = 0; n < row.length; n += 2) {
        const from = Math.max(Math.ceil(row[n]! - 0.5), 0);
        const to = Math.min(Math.ceil(row[n + 1]! - 0.5), width);
        if (from < to) image.data.fill(1, (top + r) * width + from, (top + r) * width + to);
      }
    }
  }
  return image;
}

/** Crossings of a polygon's edges with the lines through the centres of rows, in the image's rows from `top` on. */
interface Crossings {
  readonly top: number;
  /** The row top + r has the crossings first[r] up to first[r + 1]. */
  readonly first: Int32Array;
  /** x of each crossing. */
  readonly crossing: Float64Array;
}

function crossings(polygon: Polygon, height: number): Crossings {
  let top = height;
  let bottom = 0;
  let count = 0;
  forEachEdge(polygon, height, (_x0, _y0, _slope, from, to) => {
    top = Math.min(top, from);
    bottom = Math.max(bottom, to);
    count += to - from;
  });
  if (count > MAX_CROSSINGS) {
    throw new RangeError(
      `a polygon crosses the image's rows ${count} times, more than ${MAX_CROSSINGS}: simplify it`,
    );
  }
  const first = new Int32Array(Math.max(bottom - top, 0) + 1);
  forEachEdge(polygon, height, (_x0, _y0, _slope, from, to) => {
    for (let y = from; y < to; y++) first[y - top + 1]!++;
  });
  for (let r = 1; r < first.length; r++) first[r]! += first[r - 1]!;
  const next = first.slice();
  const crossing = new Float64Array(count);
  forEachEdge(polygon, height, (x0, y0, slope, from, to) => {
    for (let y = from; y < to; y++) crossing[next[y - top]!++] = x0 + slope * (y + 0.5 - y0);
  });
  return { top, first, crossing };
}

/** Calls `visit` with each edge that passes the centres of the rows from <= y < to: a point on it, and dx / dy. */
function forEachEdge(
  polygon: Polygon,
  height: number,
  visit: (x0: number, y0: number, slope: number, from: number, to: number) => void,
): void {
  for (const ring of polygon) {
    for (let i = 0; i < ring.length; i++) {
      const [x0, y0] = ring[i]!;
      const [x1, y1] = ring[(i + 1) % ring.length]!;
      if (!Number.isFinite(x0) || !Number.isFinite(y0)) {
        throw new RangeError(`a polygon's coordinates must be finite numbers, but [${x0}, ${y0}] was given`);
      }
      const from = Math.max(Math.ceil(Math.min(y0, y1) - 0.5), 0);
      const to = Math.min(Math.ceil(Math.max(y0, y1) - 0.5), height);
      if (from < to) visit(x0, y0, (x1 - x0) / (y1 - y0), from, to);
    }
  }
}
