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
  const across = Math.ceil(width / side);
  const tiles: Tile[] = [];
  for (let top = 0, row = 0; top < height; top += side, row++) {
    for (let left = 0, column = 0; left < width; left += side, column++) {
      const tile = { left, top, width: Math.min(side, width - left), height: Math.min(side, height - top) };
      if (hasCell(tile, (x, y) => zones[y * columns + x] === read)) {
        tiles.push({ index: row * across + column, ...tile });
      }
    }
  }
  return tiles;
}

function hasCell({ left, top, width, height }: Region, test: (x: number, y: number) => boolean): boolean {
  for (let y = Math.floor(top / CELL); y * CELL < top + height; y++) {
    for (let x = Math.floor(left / CELL); x * CELL < left + width; x++) if (test(x, y)) return true;
  }
  return false;
}
