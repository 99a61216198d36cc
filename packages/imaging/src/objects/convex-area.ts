/** Marks a row that an object has no pixel in. */
export const NO_PIXEL = 2 ** 30;

/**
 * The number of pixels whose centres lie within or on the convex hull of an object, a pixel standing for the middles
 * of its four edges, as scikit-image's `convex_hull_image` with `offset_coordinates=True`. Exact (integers).
 * @param left x of the leftmost pixel of each row, `NO_PIXEL` where there is none
 * @param right x of the rightmost pixel of each row, -`NO_PIXEL` where there is none
 */
export function convexArea(left: Int32Array, right: Int32Array): number {
  const from = leftmostInHull(left);
  const to = leftmostInHull(right.map((x) => -x)).map((x) => -x);
  let area = 0;
  for (let y = 0; y < from.length; y++) area += Math.max(0, to[y]! - from[y]! + 1);
  return area;
}

/**
 * For each row the smallest x whose pixel centre is in the hull. Coordinates are doubled, so that the middles of
 * edges are whole numbers: the level 2y + 1 goes through the centres of row y, 2y and 2y + 2 along its edges.
 */
function leftmostInHull(left: Int32Array): Int32Array {
  const rows = left.length;
  const level = new Int32Array(2 * rows + 1);
  const x = new Int32Array(2 * rows + 1);
  let size = 0;
  for (let t = 0; t <= 2 * rows; t++) {
    const point =
      t % 2 === 1
        ? 2 * left[t >> 1]! - 1
        : 2 * Math.min(left[(t >> 1) - 1] ?? NO_PIXEL, left[t >> 1] ?? NO_PIXEL);
    if (point >= 2 * NO_PIXEL - 1) continue;
    // The hull's left side bends to the right only (Andrew's monotone chain).
    while (size > 1 && !bends(size - 2, size - 1, t, point)) size--;
    level[size] = t;
    x[size++] = point;
  }

  const leftmost = new Int32Array(rows).fill(NO_PIXEL);
  let side = 0;
  for (let y = level[0]! >> 1; 2 * y + 1 < level[size - 1]!; y++) {
    const t = 2 * y + 1;
    while (level[side + 1]! < t) side++;
    const length = level[side + 1]! - level[side]!;
    const numerator = x[side]! * length + (x[side + 1]! - x[side]!) * (t - level[side]!);
    leftmost[y] = Math.ceil(numerator / (2 * length));
  }
  return leftmost;

  /** Whether point b lies strictly left of the line from point a to the new point. */
  function bends(a: number, b: number, t: number, point: number): boolean {
    return (x[b]! - x[a]!) * (t - level[a]!) < (point - x[a]!) * (level[b]! - level[a]!);
  }
}
