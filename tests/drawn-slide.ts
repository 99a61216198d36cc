import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { CELL } from '@leukolens/cad';

/** A place on a slide, px. */
export interface Place {
  readonly x: number;
  readonly y: number;
}

/** The cells of a CSV file, without its head. */
export function rowsOf(csv: string): string[][] {
  return csv
    .trim()
    .split('\r\n')
    .slice(1)
    .map((line) => line.split(','));
}

/** Where the white cells lie that `synth-slide` drew into a folder. */
export async function drawnCells(drawn: string): Promise<Place[]> {
  return rowsOf(await readFile(join(drawn, 'cells.csv'), 'utf8')).map((cells) => ({
    x: Number(cells[2]),
    y: Number(cells[3]),
  }));
}

/** Those of them that lie where a run read the slide. @param place the folder that the run left for the slide */
export async function cellsRead(drawn: string, place: string): Promise<Place[]> {
  const { zones } = JSON.parse(await readFile(join(place, 'tissue.json'), 'utf8'));
  return (await drawnCells(drawn)).filter(
    ({ x, y }) => zones[Math.floor(y / CELL)][Math.floor(x / CELL)] === 'o',
  );
}

/** Where a run found nuclei. */
export async function nucleiFound(place: string): Promise<Place[]> {
  const csv = gunzipSync(await readFile(join(place, 'nuclei.csv.gz'))).toString();
  const head = csv.slice(0, csv.indexOf('\r\n')).split(',');
  const [x, y] = ['centroid_x_px', 'centroid_y_px'].map((name) => head.indexOf(name)) as [number, number];
  return rowsOf(csv).map((cells) => ({ x: Number(cells[x]), y: Number(cells[y]) }));
}

/** How many of `places` have one of `others` within so many pixels, each taken once. */
export function matched(places: readonly Place[], others: readonly Place[], within: number): number {
  const left = new Set(others);
  return places.filter(({ x, y }) => {
    const near = [...left].find((other) => Math.hypot(other.x - x, other.y - y) <= within);
    return near !== undefined && left.delete(near);
  }).length;
}
