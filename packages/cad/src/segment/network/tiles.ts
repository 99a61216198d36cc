import type { Region } from '@leukolens/imaging';

/** Width and height, in pixels. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** A part of a picture, in pixels. */
export type Rectangle = Region;

/**
 * The grid of a picture: a rectangle that is repeated to all sides. As few tiles as the limit allows, of one size, each of
 * which is seen with its margin.
 * @param picture its sides are multiples of `multiple`
 * @param margin how far beyond a tile the network sees; a multiple, too
 * @param limit longest side, in working pixels, of what the network sees at once, margins included; where that is less than four
 * margins, of which a tile would be the smaller part, four margins
 */
export function gridOf(picture: Size, margin: number, multiple: number, limit: number): Rectangle {
  const longest = Math.max(limit, 4 * margin);
  const axis = (length: number): [start: number, side: number] => {
    if (length <= longest) return [0, length];
    const [inner, most] = [length - 2 * margin, longest - 2 * margin];
    return [margin, Math.ceil(inner / Math.ceil(inner / most) / multiple) * multiple];
  };
  const [[left, width], [top, height]] = [axis(picture.width), axis(picture.height)];
  return { left, top, width, height };
}

/**
 * The tiles of a picture, row by row. What the grid leaves at the picture's rim, no wider than the margin, belongs to the tile
 * beside it, which sees so far anyway.
 */
export function tilesOf({ width, height }: Size, grid: Rectangle, margin: number): Rectangle[] {
  const columns = spans(width, grid.left, grid.width, margin);
  return spans(height, grid.top, grid.height, margin).flatMap(([top, bottom]) =>
    columns.map(([left, right]) => ({ left, top, width: right - left, height: bottom - top })),
  );
}

/**
 * The part of a picture that a tile is computed from: the grid's rectangle with a margin on every side, moved inwards where it
 * would leave the picture. So all parts have one size, for which the network is compiled once, and the picture's rim looks to a
 * tile as it does to a network that sees the whole picture.
 */
export function windowOf(tile: Rectangle, picture: Size, grid: Rectangle, margin: number): Rectangle {
  const width = Math.min(grid.width + 2 * margin, picture.width);
  const height = Math.min(grid.height + 2 * margin, picture.height);
  return {
    left: Math.max(0, Math.min(tile.left - margin, picture.width - width)),
    top: Math.max(0, Math.min(tile.top - margin, picture.height - height)),
    width,
    height,
  };
}

/** A length cut at `start` and every `side` from it, as [from, to). */
function spans(length: number, start: number, side: number, margin: number): [from: number, to: number][] {
  const cuts = [0];
  for (let cut = start % side || side; cut < length; cut += side) {
    if (cut > margin && length - cut > margin) cuts.push(cut);
  }
  return cuts.map((from, i) => [from, cuts[i + 1] ?? length]);
}
