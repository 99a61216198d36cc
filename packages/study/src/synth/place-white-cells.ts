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
 * part of its nucleus. Throws a RangeError when they do not fit, or when two given positions coincide.
 */
export function placeWhiteCells(
  random: Random,
  options: FullSmearOptions,
  pixelsPerMicrometre: number,
  bar: ScaleBar | undefined,
): WhiteCell[] {
  const wanted = wantedCells(random, options);
  const widest = Math.max(...Object.values(cellProfiles).map((profile) => 1.6 * profile.cell));
  const bodies = discGrid(2 * widest * pixelsPerMicrometre);
  const cores = discGrid(2 * widest * pixelsPerMicrometre);
  const placed: WhiteCell[] = [];
  for (const [index, { type, x, y, lobes }] of wanted.entries()) {
    const own = random.fork(`cell ${index}`);
    const loose = whiteCell(own, type, pixelsPerMicrometre, lobes);
    const cell =
      x !== undefined && y !== undefined
        ? movedWhiteCell(loose, x, y)
        : findPlace(own, loose, placed, bodies, cores, options, bar);
    if (!cell || hidesNucleus(cores, cell)) {
      throw new RangeError(
        `white cell ${index + 1} of ${wanted.length} (${type}) ${cell ? 'would hide the nucleus of another' : 'finds no free place'} ` +
          `in ${options.width} x ${options.height} px; ask for fewer cells, a smaller nucleusDiameter or other positions`,
      );
    }
    bodies.add(cell.x, cell.y, cell.outline.reach);
    const main = cell.nucleus.lobes[0]!;
    cores.add(main.x, main.y, 0.3 * main.reach);
    placed.push(cell);
  }
  return placed;
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

/** The cell at a random place: against an earlier cell, or free; undefined after too many tries. */
function findPlace(
  random: Random,
  cell: WhiteCell,
  placed: readonly WhiteCell[],
  bodies: DiscGrid,
  cores: DiscGrid,
  options: FullSmearOptions,
  bar: ScaleBar | undefined,
): WhiteCell | undefined {
  const { width, height, contact, overlap } = options;
  const touches = placed.length > 0 && random.next() < contact;
  for (let attempt = 0; attempt < TRIES; attempt++) {
    const candidate =
      touches && attempt < TRIES / 2
        ? besideAnother(random, cell, random.pick(placed), overlap)
        : movedWhiteCell(cell, random.between(0, width), random.between(0, height));
    const main = candidate.nucleus.lobes[0]!;
    const seen = main.x >= 1 && main.x < width - 1 && main.y >= 1 && main.y < height - 1;
    // While there is hope for a free place, bodies stay apart; later they may overlap.
    const crowded =
      attempt < TRIES / 2
        ? !touches && bodies.clearance(candidate.x, candidate.y, cell.outline.reach) < 0
        : bodies.clearance(candidate.x, candidate.y, 0.6 * cell.outline.reach) < 0;
    if (seen && !crowded && !hidesNucleus(cores, candidate) && !underScaleBar(bar, candidate))
      return candidate;
  }
  return undefined;
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
function hidesNucleus(cores: DiscGrid, cell: WhiteCell): boolean {
  return cell.nucleus.lobes.some((lobe) => cores.clearance(lobe.x, lobe.y, lobe.reach) < 0);
}
