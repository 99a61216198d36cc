import type { TileResult } from '@leukolens/cad';
import { z } from 'zod';
import { JsonLines } from '../json-lines.ts';

export const TILE_JOURNAL = 'tiles.ndjson';

/** A tile's number in the grid and what was found in it; or why nothing was. */
export interface TileLine extends TileResult {
  readonly tile: number;
  readonly error: string | null;
}

/** Of what this program wrote itself, by the million, the frame is checked and not every corner of every outline. */
const lineSchema = z.strictObject({
  tile: z.int().nonnegative(),
  error: z.string().nullable(),
  nuclei: z.array(z.custom<TileResult['nuclei'][number]>((nucleus) => typeof nucleus === 'object')),
  clumps: z.int().nonnegative(),
  missing: z.array(z.custom<TileResult['missing'][number]>((part) => typeof part === 'object')),
}) satisfies z.ZodType<TileLine>;

export type TileJournal = JsonLines<TileLine, { readonly failed: boolean }>;

/** The journal of a slide's tiles, by their numbers. */
export function openTileJournal(path: string): Promise<TileJournal> {
  return JsonLines.open<TileLine, { readonly failed: boolean }>(path, {
    schema: lineSchema,
    key: ({ tile }) => String(tile),
    facts: ({ error }) => ({ failed: error !== null }),
  });
}
