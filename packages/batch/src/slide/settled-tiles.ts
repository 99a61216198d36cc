import { isInSeam, type SlideNucleus } from '@leukolens/cad';
import type { SlideOutcome } from './slide-sum.ts';
import type { TileLine } from './tile-journal.ts';
import { tileAt } from './tiles-to-read.ts';

/** Nuclei at seams are looked for among those in squares of so many pixels and their neighbours: more than a nucleus measures. */
const SQUARE = 256;

/**
 * What was found in each tile, in order, with every nucleus once: of those at a seam that two tiles tell of, the first one's. They are one
 * where the middle of one lies in a disc of the other's area.
 */
export async function* settledTiles({
  journal,
  tiles,
  slide,
  settings,
  ground,
}: SlideOutcome): AsyncGenerator<TileLine> {
  const seams = new Map<string, (SlideNucleus & { readonly tile: number })[]>();
  for await (const line of journal.lines(tiles.map(String))) {
    const tile = tileAt(slide, settings.tileSide, line.tile);
    const nuclei = line.nuclei.filter((nucleus) => {
      if (ground.field === undefined || !isInSeam(nucleus, tile, ground.field)) return true;
      const known = near(nucleus).flatMap((square) => seams.get(square) ?? []);
      if (known.some((other) => other.tile !== line.tile && isSame(nucleus, other))) return false;
      const [own] = near(nucleus) as [string];
      seams.set(own, [...(seams.get(own) ?? []), { ...nucleus, tile: line.tile }]);
      return true;
    });
    yield { ...line, nuclei };
  }
}

/** The square that a nucleus lies in, and then those round it. */
function near({ measured: { centroidX, centroidY } }: SlideNucleus): string[] {
  const [column, row] = [Math.floor(centroidX / SQUARE), Math.floor(centroidY / SQUARE)];
  const round = [0, -1, 1];
  return round.flatMap((down) => round.map((across) => `${column + across} ${row + down}`));
}

function isSame({ measured: one }: SlideNucleus, { measured: other }: SlideNucleus): boolean {
  const apart = Math.hypot(one.centroidX - other.centroidX, one.centroidY - other.centroidY);
  return 2 * apart < Math.max(one.equivalentDiameter, other.equivalentDiameter);
}
