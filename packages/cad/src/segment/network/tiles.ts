import { type Planes, planes, reflect101 } from '@leukolens/imaging';

/** A square of a picture that is computed at once. */
export interface Tile {
  /** Of the part that counts, in the picture; what lies beyond the picture is cut off. */
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** Side of the part of a tile that counts, in working pixels; a multiple of every network's reduction. */
export const TILE = 512;

/** The tiles of a picture, row by row: on one grid from its top left corner, whatever else is done with it. */
export function tilesOf({ width, height }: { readonly width: number; readonly height: number }): Tile[] {
  const tiles: Tile[] = [];
  for (let top = 0; top < height; top += TILE) {
    for (let left = 0; left < width; left += TILE) {
      tiles.push({ left, top, width: Math.min(TILE, width - left), height: Math.min(TILE, height - top) });
    }
  }
  return tiles;
}

/** A square of the picture from (left, top) on, which may lie partly outside: the picture is reflected there. */
export function square(source: Planes, left: number, top: number, side: number): Planes {
  const { channels, width, height } = source;
  const columns = Int32Array.from({ length: side }, (_, x) => reflect101(left + x, width));
  const result = planes(channels, side, side);
  let to = 0;
  for (let channel = 0; channel < channels; channel++) {
    for (let y = 0; y < side; y++) {
      const row = (channel * height + reflect101(top + y, height)) * width;
      for (let x = 0; x < side; x++) result.data[to++] = source.data[row + columns[x]!]!;
    }
  }
  return result;
}

/** Copies a tile's part of `from`, whose (0, 0) lies at (left, top) of the picture, into the picture. */
export function place(tile: Tile, from: Planes, left: number, top: number, picture: Planes): void {
  for (let channel = 0; channel < picture.channels; channel++) {
    for (let y = 0; y < tile.height; y++) {
      const source = (channel * from.height + tile.top - top + y) * from.width + tile.left - left;
      const target = (channel * picture.height + tile.top + y) * picture.width + tile.left;
      picture.data.set(from.data.subarray(source, source + tile.width), target);
    }
  }
}
