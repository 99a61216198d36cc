import { z } from 'zod';
import { cellTypes } from './cell-types.ts';
import { stainNames } from './stains.ts';

/** A number from `low` to `high`, refused with what was received and expected. */
function bounded(unit: string, low: number, high: number) {
  const error = (issue: { input?: unknown }) =>
    `received ${shown(issue.input)}, expected a number from ${low} to ${high}${unit && ` ${unit}`}`;
  return z.number({ error }).min(low, { error }).max(high, { error });
}

function wholeNumber(unit: string, low: number, high: number) {
  return bounded(unit, low, high).refine(Number.isInteger, {
    error: (issue) => `received ${shown(issue.input)}, expected a whole number`,
  });
}

/** A bounded number with its meaning, unit, range and default in the schema's description. */
function ranged(meaning: string, unit: string, low: number, high: number, fallback: number) {
  return bounded(unit, low, high)
    .default(fallback)
    .describe(described(meaning, unit, low, high, fallback));
}

function whole(meaning: string, unit: string, low: number, high: number, fallback: number) {
  return wholeNumber(unit, low, high)
    .default(fallback)
    .describe(described(meaning, unit, low, high, fallback));
}

function described(meaning: string, unit: string, low: number, high: number, fallback: number): string {
  return `${meaning}. ${unit || 'No unit'}, ${low} to ${high}, default ${fallback}.`;
}

function oneOf<const T extends readonly [string, ...string[]]>(
  meaning: string,
  names: T,
  fallback: T[number],
) {
  const error = (issue: { input?: unknown }) =>
    `received ${shown(issue.input)}, expected one of ${names.join(', ')}`;
  return z
    .enum(names, { error })
    .default(() => fallback as never)
    .describe(`${meaning}. One of ${names.join(', ')}, default ${fallback}.`);
}

const MOST_CELLS = 60_000; // labels are 16 bit
const cellType = z.enum(cellTypes, {
  error: (issue) => `received ${shown(issue.input)}, expected one of ${cellTypes.join(', ')}`,
});
const placed = z
  .strictObject({
    type: cellType,
    x: bounded('px', -2000, 22_000).optional(),
    y: bounded('px', -2000, 22_000).optional(),
    lobes: wholeNumber('', 1, 6).optional(),
  })
  .refine((cell) => (cell.x === undefined) === (cell.y === undefined), {
    error: 'received only one of x and y, expected both or neither',
  });
const CELLS =
  `The white cells: a count from 0 to ${MOST_CELLS} (types as often as in ordinary blood, see blastShare) or a list ` +
  `of types (${cellTypes.join(', ')}) or of { type, x, y, lobes } with the cell's centre in px and, for segmented ` +
  'nuclei, the number of lobes from 1 to 6. Default 3.';
const TOO_MANY = `received a longer list, expected at most ${MOST_CELLS} cells`;
const cell = z.union([cellType, placed]);
const cells = z
  .union([wholeNumber('', 0, MOST_CELLS), z.array(cell).max(MOST_CELLS, TOO_MANY)], {
    error: ({ input }) => {
      const bad = Array.isArray(input) ? input.findIndex((item) => !cell.safeParse(item).success) : -1;
      return bad >= 0
        ? `received ${shown((input as unknown[])[bad])} as number ${bad + 1}, expected a cell type ` +
            `(${cellTypes.join(', ')}) or { type, x, y, lobes } with finite positions and 1 to 6 lobes`
        : `received ${shown(input)}, expected a whole number or a list, of 0 to ${MOST_CELLS} cells`;
    },
  })
  .default(3)
  .describe(CELLS);

const redCells = z
  .strictObject({
    density: ranged('Red cells: their summed area over that of the field', '', 0, 1.5, 0.4),
    overlap: ranged('How far two red cells may overlap, as a share of their diameter', '', 0, 1, 0.15),
    rouleaux: ranged('Share of red cells that lie in stacks (rouleaux)', '', 0, 1, 0),
    crenated: ranged('Share of red cells with a spiky rim (echinocytes)', '', 0, 1, 0),
    pallor: ranged('Mean central pallor: 0 for none, 1 for rings', '', 0, 1, 0.5),
  })
  .prefault({})
  .describe('Red cells: density, overlap, rouleaux, crenated, pallor. Each with its own default.');

const unevenLight = z
  .strictObject({
    strength: ranged('Brightness across the field: 1 - strength/2 to 1 + strength/2', '', 0, 1, 0),
    direction: ranged('Direction of the bright side, clockwise from the right', 'degrees', 0, 360, 0),
    vignette: ranged('Share of light lost in the corners', '', 0, 0.8, 0),
  })
  .prefault({})
  .describe('Uneven light: strength, direction, vignette. Each with its own default.');

/** Every option of a synthetic smear: meaning, unit, range and default are in its description. */
export const smearOptionsSchema = z.strictObject({
  width: whole('Width of the field', 'px', 16, 20_000, 640),
  height: whole('Height of the field', 'px', 16, 20_000, 480),
  seed: z
    .union([z.int(), z.string().max(200)], {
      error: (issue) =>
        `received ${shown(issue.input)}, expected a whole number or a text of up to 200 characters`,
    })
    .default(1)
    .describe('Seed: the same seed and options give the same bytes. A whole number or a text, default 1.'),
  stain: oneOf('Stain and camera', stainNames, 'pink'),
  stainStrength: ranged('Amount of all dyes relative to the stain', '', 0.2, 2, 1),
  cells,
  blastShare: ranged('Share of lymphoblasts where cells is a count', '', 0, 1, 0),
  contact: ranged('Share of white cells laid against an earlier one', '', 0, 1, 0),
  overlap: ranged('Overlap of touching white cells, as a share of the smaller radius', '', 0.02, 0.6, 0.08),
  nucleusDiameter: ranged(
    'Scale: diameter of the circle of an 8 µm nucleus (a neutrophil, a small lymphocyte)',
    'px',
    8,
    400,
    60,
  ),
  redCells,
  platelets: ranged('Platelets', 'per 1000 µm²', 0, 100, 2),
  precipitate: ranged('Grains of precipitated stain', 'per 1000 µm²', 0, 500, 0),
  dust: ranged('Blurred specks out of focus', 'per 1000 µm²', 0, 100, 0),
  defocus: ranged('Defocus: standard deviation of the Gaussian blur', 'px', 0, 12, 0),
  unevenLight,
  noise: ranged('Sensor noise: standard deviation in 8-bit levels', 'levels', 0, 40, 1.5),
  chromaSoftness: ranged('Blur of colour but not brightness, as in JPEG', 'px', 0, 5, 0),
  scaleBar: oneOf('A burned-in scale bar, bottom right', ['none', 'black', 'red'] as const, 'none'),
});

/** What `planSmear` and `drawSmear` take. Everything may be left out. */
export type SmearOptions = z.input<typeof smearOptionsSchema>;

/** Options with every default filled in. */
export type FullSmearOptions = z.output<typeof smearOptionsSchema>;

/**
 * The options with defaults filled in.
 * Throws a RangeError that names every bad option with what was received and what was expected.
 */
export function smearOptions(options: SmearOptions): FullSmearOptions {
  const parsed = smearOptionsSchema.safeParse(options);
  if (parsed.success) return parsed.data;
  const complaints = parsed.error.issues.map((issue) =>
    issue.code === 'unrecognized_keys'
      ? `unknown option ${issue.keys.join(', ')}`
      : `${issue.path.join('.') || 'options'}: ${issue.message}`,
  );
  throw new RangeError(`a synthetic smear cannot be drawn: ${complaints.join('; ')}`);
}

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}
