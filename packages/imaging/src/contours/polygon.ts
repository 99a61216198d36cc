/**
 * Outlines as GeoJSON (RFC 7946) writes them: a position is [x, y] in pixels, where the pixel (x, y) covers the
 * square from [x, y] to [x + 1, y + 1]; in a closed ring the last position repeats the first.
 *
 * Exterior rings are counter-clockwise, holes clockwise, with the axes as GeoJSON's readers take them (x to the
 * right, y up), so that the shoelace formula gives exteriors a positive area. On a screen, where y runs down, the
 * exterior is therefore seen to go clockwise, with the object on its right-hand side.
 */
export type Position = readonly [x: number, y: number];

export type Ring = readonly Position[];

/** The exterior ring, then the holes: the coordinates of a GeoJSON Polygon. */
export type Polygon = readonly Ring[];

/** The area that a ring encloses, px² (shoelace formula): positive for exteriors, negative for holes. */
export function signedArea(ring: Ring): number {
  let twice = 0;
  for (let i = 1; i < ring.length; i++) {
    const [x0, y0] = ring[i - 1]!;
    const [x1, y1] = ring[i]!;
    twice += x0 * y1 - x1 * y0;
  }
  return twice / 2;
}
