import type { Random } from '../random.ts';
import type { NucleusForm } from './nucleus-forms.ts';

/**
 * What distinguishes the white cells, in µm and in concentrations of the stain's dyes.
 * Sizes follow haematology texts: diameters on a dried film, nuclei as circles of equal area.
 */
export interface CellProfile {
  /** Mean diameter of the cell in µm. */
  readonly cell: number;
  /** Mean diameter of the circle of the nucleus's area in µm. */
  readonly nucleus: number;
  /** Relative standard deviation of both, together. */
  readonly variation: number;
  /** Share of the cell in ordinary blood, in per cent. */
  readonly share: number;
  readonly form: (random: Random) => NucleusForm;
  /** Roughness of the cell's outline (see `OutlineForm`), and the depth in µm to which its rim is ragged. */
  readonly roughness: number;
  readonly raggedness: number;
  /** Width of the edges relative to the stain's. */
  readonly edge: number;
  /** How far the nucleus sits off centre, as a share of the room there is. */
  readonly eccentricity: number;
  readonly chromatin: Chromatin;
  readonly cytoplasm: Cytoplasm;
  readonly granules: readonly Granules[];
}

/** Chromatin: amount of azure, size of its clumps in µm, their contrast, number of nucleoli from and to. */
export interface Chromatin {
  readonly azure: number;
  readonly grain: number;
  readonly contrast: number;
  readonly nucleoli: readonly [number, number];
}

/** Cytoplasm: amounts of the dyes, extra methylene at the rim, share missing beside the nucleus (the hof), share of vacuoles. */
export interface Cytoplasm {
  readonly eosin: number;
  readonly azure: number;
  readonly methylene: number;
  readonly rim: number;
  readonly hof: number;
  readonly vacuoles: number;
}

/** Granules: their dye, amount, radius and spacing in µm, share of places filled, whether they lie over the nucleus. */
export interface Granules {
  readonly dye: 'eosin' | 'azure';
  readonly amount: number;
  readonly radius: number;
  readonly spacing: number;
  readonly presence: number;
  readonly overNucleus: boolean;
}

const fineGranules: Granules = {
  dye: 'azure',
  amount: 0.14,
  radius: 0.13,
  spacing: 0.3,
  presence: 0.6,
  overNucleus: false,
};

const neutrophil: CellProfile = {
  cell: 13,
  nucleus: 7.6,
  variation: 0.06,
  share: 58,
  form: (random) => ({ kind: 'lobed', lobes: random.pick([2, 3, 3, 3, 4, 4, 5]) }),
  roughness: 0.05,
  raggedness: 0.35,
  edge: 1,
  eccentricity: 0.5,
  chromatin: { azure: 1.1, grain: 1.1, contrast: 0.45, nucleoli: [0, 0] },
  cytoplasm: { eosin: 0.2, azure: 0.06, methylene: 0.03, rim: 0.02, hof: 0, vacuoles: 0.02 },
  granules: [fineGranules, { ...fineGranules, amount: 0.2, radius: 0.2, spacing: 1.1, presence: 0.4 }],
};

const lymphocyte: CellProfile = {
  cell: 9.4,
  nucleus: 7.6,
  variation: 0.08,
  share: 29,
  form: (random) => ({ kind: 'round', elongation: random.between(1, 1.25), roughness: 0.07, notch: 0 }),
  roughness: 0.08,
  raggedness: 0.2,
  edge: 1,
  eccentricity: 0.7,
  chromatin: { azure: 1.1, grain: 0.9, contrast: 0.45, nucleoli: [0, 0] },
  cytoplasm: { eosin: 0, azure: 0.1, methylene: 0.5, rim: 0.25, hof: 0.2, vacuoles: 0 },
  granules: [],
};

/** The profiles by cell type. */
export const cellProfiles = {
  neutrophil,
  band: {
    ...neutrophil,
    share: 3,
    form: (random) => ({ kind: 'bent', sweep: random.between(2.6, 3.9), thickness: 0.4 }),
    chromatin: { azure: 1, grain: 1.2, contrast: 0.42, nucleoli: [0, 0] },
  },
  eosinophil: {
    ...neutrophil,
    cell: 13.6,
    nucleus: 7.5,
    share: 3,
    form: (random) => ({ kind: 'lobed', lobes: random.pick([2, 2, 2, 3]) }),
    raggedness: 0.3,
    chromatin: { azure: 0.95, grain: 1.2, contrast: 0.45, nucleoli: [0, 0] },
    cytoplasm: { eosin: 0.55, azure: 0.02, methylene: 0, rim: 0, hof: 0, vacuoles: 0 },
    granules: [
      { dye: 'eosin', amount: 0.55, radius: 0.34, spacing: 0.52, presence: 0.85, overNucleus: false },
    ],
  },
  basophil: {
    ...neutrophil,
    cell: 12,
    nucleus: 8,
    share: 1,
    form: (random) => ({ kind: 'lobed', lobes: random.pick([2, 3]) }),
    chromatin: { azure: 0.8, grain: 1.6, contrast: 0.4, nucleoli: [0, 0] },
    cytoplasm: { eosin: 0.12, azure: 0.1, methylene: 0.06, rim: 0.05, hof: 0, vacuoles: 0.02 },
    granules: [
      { dye: 'azure', amount: 1, radius: 0.48, spacing: 0.95, presence: 0.4, overNucleus: true },
      { dye: 'azure', amount: 0.4, radius: 0.3, spacing: 0.7, presence: 0.4, overNucleus: true },
    ],
  },
  monocyte: {
    cell: 16,
    nucleus: 10.6,
    variation: 0.07,
    share: 6,
    form: (random) => ({ kind: 'bent', sweep: random.between(1.6, 2.6), thickness: 0.68 }),
    roughness: 0.16,
    raggedness: 0.4,
    edge: 1,
    eccentricity: 0.6,
    chromatin: { azure: 0.85, grain: 1.1, contrast: 0.4, nucleoli: [0, 0] },
    cytoplasm: { eosin: 0.08, azure: 0.06, methylene: 0.36, rim: 0.06, hof: 0.05, vacuoles: 0.08 },
    granules: [{ ...fineGranules, amount: 0.15 }],
  },
  lymphocyte,
  lymphoblast: {
    cell: 12.9,
    nucleus: 11.2,
    variation: 0.1,
    share: 0,
    form: (random) => ({
      kind: 'round',
      elongation: random.between(1, 1.4),
      roughness: 0.12,
      notch: random.next() < 0.2 ? random.between(0.3, 0.55) : 0,
    }),
    roughness: 0.12,
    raggedness: 0.25,
    edge: 1,
    eccentricity: 0.8,
    chromatin: { azure: 0.92, grain: 0.6, contrast: 0.38, nucleoli: [0, 3] },
    cytoplasm: { eosin: 0, azure: 0.16, methylene: 0.65, rim: 0.25, hof: 0.2, vacuoles: 0 },
    granules: [],
  },
  /** A benign precursor (haematogone): small, dense, hardly any cytoplasm. */
  haematogone: {
    ...lymphocyte,
    cell: 8.7,
    nucleus: 7.8,
    share: 0,
    chromatin: { azure: 1.25, grain: 1.1, contrast: 0.3, nucleoli: [0, 0] },
  },
  /** A smudge (Gumprecht) cell: a burst nucleus without cytoplasm, pale and frayed. */
  smudge: {
    ...lymphocyte,
    cell: 12,
    nucleus: 13.5,
    variation: 0.12,
    share: 0,
    form: (random) => ({ kind: 'round', elongation: random.between(1, 1.7), roughness: 0.45, notch: 0 }),
    raggedness: 0.8,
    edge: 4,
    chromatin: { azure: 0.42, grain: 1.2, contrast: 0.6, nucleoli: [0, 0] },
    cytoplasm: { eosin: 0.1, azure: 0.1, methylene: 0.05, rim: 0, hof: 0, vacuoles: 0 },
  },
} as const satisfies Record<string, CellProfile>;

/** Name of a white cell type. */
export type CellType = keyof typeof cellProfiles;

/** The names, in order. */
export const cellTypes = Object.keys(cellProfiles) as [CellType, ...CellType[]];

/** A cell type drawn as often as it occurs in ordinary blood. */
export function drawCellType(random: Random): CellType {
  const total = cellTypes.reduce((sum, type) => sum + cellProfiles[type].share, 0);
  let left = random.between(0, total);
  for (const type of cellTypes) {
    left -= cellProfiles[type].share;
    if (left < 0) return type;
  }
  return 'neutrophil';
}
