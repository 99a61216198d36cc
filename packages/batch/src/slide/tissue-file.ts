import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CELL, type FieldStatistics, type TissueMap, ZONES } from '@leukolens/cad';
import { z } from 'zod';
import { writeWhole } from '../atomic.ts';

export const TISSUE = 'tissue.json';

/** A letter for each zone, in the order of `ZONES`. */
const LETTERS = '.#~o';

const level = z.number().min(0).max(255);
const tissueSchema = z.strictObject({
  /** Side of a cell, px of the full resolution. */
  cell: z.literal(CELL),
  /** What the letters mean. */
  letters: z.record(z.string(), z.enum(ZONES)),
  /** A text for each row of cells, a letter for each cell. */
  zones: z.array(z.string()),
  missing: z.array(
    z.strictObject({ left: z.number(), top: z.number(), width: z.number(), height: z.number() }),
  ),
  /** What the methods take from the slide as a whole; null where nothing of it is read. */
  field: z
    .strictObject({
      means: z.tuple([level, level, level]),
      threshold: level,
      background: z.tuple([level, level, level]),
      medianDiameter: z.number().positive().optional(),
    })
    .nullable(),
});

/** What was found out about a slide before its tiles are worked on, and what all of them go by. */
export interface SlideGround {
  readonly map: Omit<TissueMap, 'violet'>;
  readonly field: FieldStatistics | undefined;
}

/** `tissue.json`: the map in letters, row by row, for people and for the workers. */
export async function writeTissue(folder: string, { map, field }: SlideGround): Promise<void> {
  const { columns, rows, zones, missing } = map;
  const letters = Array.from({ length: rows }, (_, row) =>
    [...zones.subarray(row * columns, (row + 1) * columns)].map((zone) => LETTERS[zone]).join(''),
  );
  const content: z.input<typeof tissueSchema> = {
    cell: CELL,
    letters: Object.fromEntries(ZONES.map((zone, i) => [LETTERS[i]!, zone])),
    zones: letters,
    missing: [...missing],
    field: field === undefined ? null : (field as NonNullable<z.input<typeof tissueSchema>['field']>),
  };
  await writeWhole(join(folder, TISSUE), `${JSON.stringify(content, null, 1)}\n`);
}

export async function readTissue(folder: string): Promise<SlideGround> {
  const { zones, missing, field } = tissueSchema.parse(
    JSON.parse(await readFile(join(folder, TISSUE), 'utf8')),
  );
  const columns = zones[0]?.length ?? 0;
  const { medianDiameter, ...rest } = field ?? {};
  return {
    map: {
      columns,
      rows: zones.length,
      zones: Uint8Array.from(zones.join(''), (letter) => LETTERS.indexOf(letter)),
      missing,
    },
    field:
      field === null
        ? undefined
        : ({ ...rest, ...(medianDiameter !== undefined && { medianDiameter }) } as FieldStatistics),
  };
}
