import type { Random } from '../random.ts';
import { cellProfiles, drawCellType } from './cell-types.ts';
import { type DiscGrid, discGrid } from './disc-grid.ts';
import type { FullSmearOptions } from './options.ts';
import { type ScaleBar, underScaleBar } from './scale-bar.ts';
import { distanceToNucleus, movedWhiteCell, rimRadius, type WhiteCell, whiteCell } from './white-cell.ts';

const TRIES = 200;

/**
 * The white cells of a field where the options want them, in drawing order.
 * Cells without a position are laid apart, or against an earlier one for a share `contact` of them; each shows a
 * part of its nucleus. Throws a RangeError when they do not fit, or when a given position hides another's nucleus.
 */
export function placeWhiteCells(
  random: Random,
  options: FullSmearOptions,
  pixelsPerMicrometre: number,
  bar: ScaleBar | undefined,
): WhiteCell[] {
  const wanted = wantedCells(random, options);
  const widest = Math.max(...Object.values(cellProfiles).map((profile) => 2 * profile.cell));
  const reach = widest * pixelsPerMicrometre;
  const table: Table = { options, bar, placed: [], bodies: discGrid(reach), cores: discGrid(reach) };
  for (const [index, { type, x, y, lobes }] of wanted.entries()) {
    const own = random.fork(`cell ${index}`);
    const loose = whiteCell(own, type, pixelsPerMicrometre, lobes);
    const given = x !== undefined && y !== undefined;
    const cell = given ? movedWhiteCell(loose, x, y) : findPlace(own, loose, table);
    if (!cell || hidesNucleus(table, cell)) {
      throw new RangeError(
        `white cell ${index + 1} of ${wanted.length} (${type}) ` +
          `${cell ? 'would hide the nucleus of another' : 'finds no free place'} in a field of ` +
          `${options.width} x ${options.height} px; ask for fewer cells, a smaller nucleusDiameter or other positions`,
      );
    }
    const core = cell.nucleus.lobes[0]!;
    table.bodies.add(cell.x, cell.y, cell.outline.reach);
    table.cores.add(core.x, core.y, 0.3 * core.reach);
    table.placed.push(cell);
  }
  return table.placed;
}

/** Whether a pixel centre of the field, width x height, lies in the cell's nucleus. */
export function showsNucleus(cell: WhiteCell, width: number, height: number): boolean {
  const [left, right] = [Math.max(0, Math.floor(cell.x - cell.reach)), Math.min(width, cell.x + cell.reach)];
  const [top, bottom] = [Math.max(0, Math.floor(cell.y - cell.reach)), Math.min(height, cell.y + cell.reach)];
  for (let y = top; y < bottom; y++) {
    for (let x = left; x < right; x++) {
      if (distanceToNucleus(cell, x + 0.5, y + 0.5) < 0) return true;
    }
  }
  return false;
}

interface WantedCell {
  readonly type: WhiteCell['type'];
  readonly x?: number | undefined;
  readonly y?: number | undefined;
  readonly lobes?: number | undefined;
}

function wantedCells(random: Random, { cells, blastShare }: FullSmearOptions): WantedCell[] {
  if (typeof cells !== 'number')
    return cells.map((cell) => (typeof cell === 'string' ? { type: cell } : cell));
  return Array.from({ length: cells }, () => ({
    type: random.next() < blastShare ? 'lymphoblast' : drawCellType(random),
  }));
}

/** What is known while cells are being placed: whole cells, and the cores of their first lobes, as discs. */
interface Table {
  readonly options: FullSmearOptions;
  readonly bar: ScaleBar | undefined;
  readonly placed: WhiteCell[];
  readonly bodies: DiscGrid;
  readonly cores: DiscGrid;
}

/** The cell against an earlier one or at a free place, in half of the tries; else where it overlaps others a little. */
function findPlace(random: Random, cell: WhiteCell, table: Table): WhiteCell | undefined {
  const { width, height, contact, overlap } = table.options;
  const touches = table.placed.length > 0 && random.next() < contact;
  for (let attempt = 0; attempt < TRIES; attempt++) {
    const hopeful = attempt < TRIES / 2;
    const candidate =
      touches && hopeful
        ? besideAnother(random, cell, random.pick(table.placed), overlap)
        : movedWhiteCell(cell, random.between(0, width), random.between(0, height));
    const share = touches ? overlap + 0.3 : hopeful ? 0 : 0.4; // discs are wider than the cells they stand for
    if (isFree(candidate, table, share)) return candidate;
  }
  return undefined;
}

/** Whether the cell shows its first lobe, and its disc overlaps no other by more than a share of its radius. */
function isFree(cell: WhiteCell, table: Table, share: number): boolean {
  const { width, height } = table.options;
  const core = cell.nucleus.lobes[0]!;
  const seen = core.x >= 1 && core.x < width - 1 && core.y >= 1 && core.y < height - 1;
  const { reach } = cell.outline;
  return (
    seen &&
    table.bodies.clearance(cell.x, cell.y, reach) >= -share * reach &&
    !hidesNucleus(table, cell) &&
    !underScaleBar(table.bar, cell)
  );
}

/** The cell moved to where its rim overlaps the other's by a share of the smaller radius, in a random direction. */
function besideAnother(random: Random, cell: WhiteCell, other: WhiteCell, overlap: number): WhiteCell {
  const direction = random.between(0, 2 * Math.PI);
  const ours = rimRadius(cell, direction + Math.PI);
  const theirs = rimRadius(other, direction);
  const apart = ours + theirs - overlap * Math.min(ours, theirs) - 1;
  return movedWhiteCell(cell, other.x + apart * Math.cos(direction), other.y + apart * Math.sin(direction));
}

/** Whether a lobe of the cell, which is drawn on top, comes near the core of an earlier cell's first lobe. */
function hidesNucleus({ cores }: Table, cell: WhiteCell): boolean {
  return cell.nucleus.lobes.some((lobe) => cores.clearance(lobe.x, lobe.y, lobe.reach) < 0);
}
