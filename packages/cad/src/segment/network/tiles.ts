/** Width and height, in pixels. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** A part of a picture, in pixels. */
export interface Rectangle extends Size {
  readonly left: number;
  readonly top: number;
}

/**
 * How a large picture is cut: into squares of this side, one of which starts at (left, top), in working pixels. All are
 * multiples of the network's reduction, so that its coarser levels see the same pixels whichever tile they belong to.
 */
export interface Grid {
  readonly side: number;
  readonly left: number;
  readonly top: number;
}

/** The grid of every picture, from its top left corner on, whatever else is done with it. */
export const CANONICAL_GRID: Grid = { side: 512, left: 0, top: 0 };

/** The tiles of a picture, row by row; what lies beyond the picture is cut off. */
export function tilesOf({ width, height }: Size, grid: Grid): Rectangle[] {
  const columns = spans(width, grid.side, grid.left);
  return spans(height, grid.side, grid.top).flatMap(([top, bottom]) =>
    columns.map(([left, right]) => ({ left, top, width: right - left, height: bottom - top })),
  );
}

/**
 * The part of a picture that a tile is computed from: the tile with a margin on every side, moved inwards where it would
 * leave the picture. So all parts have one size, for which the network is compiled once, and the picture's rim looks to a tile
 * as it does to a network that sees the whole picture.
 */
export function windowOf(tile: Rectangle, picture: Size, grid: Grid, margin: number): Rectangle {
  const side = grid.side + 2 * margin;
  const [width, height] = [Math.min(side, picture.width), Math.min(side, picture.height)];
  return {
    left: Math.max(0, Math.min(tile.left - margin, picture.width - width)),
    top: Math.max(0, Math.min(tile.top - margin, picture.height - height)),
    width,
    height,
  };
}

/** A length cut at the origin and every `side` from it, as [start, end). */
function spans(length: number, side: number, origin: number): [start: number, end: number][] {
  const found: [number, number][] = [];
  for (let start = (origin % side) - side; start < length; start += side) {
    if (start + side > 0) found.push([Math.max(0, start), Math.min(length, start + side)]);
  }
  return found;
}
