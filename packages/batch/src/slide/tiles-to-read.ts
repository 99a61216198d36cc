import { CELL, ZONES } from '@leukolens/cad';
import type { Region } from '@leukolens/imaging';
import type { SlideGround } from './tissue-file.ts';

/** A tile of a slide, by its place in the grid: row by row, from 0. */
export interface Tile extends Region {
  readonly index: number;
}

/** The tiles of a slide in which something is read, in order. */
export function tilesToRead(
  { width, height }: { readonly width: number; readonly height: number },
  side: number,
  { columns, zones }: SlideGround['map'],
): Tile[] {
  const read = ZONES.indexOf('read');
  const count = Math.ceil(width / side) * Math.ceil(height / side);
  return Array.from({ length: count }, (_, index) => tileAt({ width, height }, side, index)).filter((tile) =>
    hasCell(tile, (x, y) => zones[y * columns + x] === read),
  );
}

/** The tile of a number. */
export function tileAt(
  { width, height }: { readonly width: number; readonly height: number },
  side: number,
  index: number,
): Tile {
  const across = Math.ceil(width / side);
  const [left, top] = [side * (index % across), side * Math.floor(index / across)];
  return { index, left, top, width: Math.min(side, width - left), height: Math.min(side, height - top) };
}

function hasCell({ left, top, width, height }: Region, test: (x: number, y: number) => boolean): boolean {
  for (let y = Math.floor(top / CELL); y * CELL < top + height; y++) {
    for (let x = Math.floor(left / CELL); x * CELL < left + width; x++) if (test(x, y)) return true;
  }
  return false;
}
