import { type Random, random } from '../random.ts';
import { discGrid } from './disc-grid.ts';
import { type FullSmearOptions, type SmearOptions, smearOptions } from './options.ts';
import { placeRedCells, type RedCell } from './place-red-cells.ts';
import {
  type Platelet,
  placeDust,
  placePlatelets,
  placePrecipitate,
  type Spot,
} from './place-small-bodies.ts';
import { placeWhiteCells, showsNucleus } from './place-white-cells.ts';
import { type ScaleBar, scaleBar } from './scale-bar.ts';
import { type Rgb, type Stain, stains } from './stains.ts';
import type { WhiteCell } from './white-cell.ts';

/** A nucleus of this diameter in µm is `nucleusDiameter` pixels across. */
const REFERENCE_NUCLEUS = 8;

/** Everything that lies in a field, before a pixel is drawn. */
export interface SmearPlan {
  readonly options: FullSmearOptions;
  readonly pixelsPerMicrometre: number;
  /** The stain with this field's own variation. */
  readonly stain: Stain;
  /** Seed of the noises over the whole field. */
  readonly seed: number;
  /** In drawing order. The label is 1 and up among cells that show nucleus in the field, 0 for the others. */
  readonly whiteCells: readonly (WhiteCell & { readonly label: number })[];
  readonly redCells: readonly RedCell[];
  readonly platelets: readonly Platelet[];
  readonly precipitate: readonly Spot[];
  readonly dust: readonly Spot[];
  readonly scaleBar: ScaleBar | undefined;
}

/**
 * Lays out a field: cheap against drawing it, and enough to draw any rectangle of it with `drawRegion`.
 * Throws a RangeError for bad options or more white cells than fit.
 */
export function planSmear(options: SmearOptions = {}): SmearPlan {
  const full = smearOptions(options);
  const generator = random(full.seed);
  const pixelsPerMicrometre = full.nucleusDiameter / REFERENCE_NUCLEUS;
  const margin = Math.ceil(6 * pixelsPerMicrometre + 3 * full.defocus + 8);
  const ground = { width: full.width, height: full.height, margin, pixelsPerMicrometre };
  const bar = scaleBar(full, pixelsPerMicrometre);
  const white = placeWhiteCells(generator.fork('white cells'), full, pixelsPerMicrometre, bar);
  const widest = white.reduce((most, cell) => Math.max(most, cell.reach), 0);
  const obstacles = discGrid(widest + 8 * pixelsPerMicrometre);
  for (const cell of white) obstacles.add(cell.x, cell.y, 0.92 * cell.reach);
  let label = 0;
  return {
    options: full,
    pixelsPerMicrometre,
    stain: variedStain(generator.fork('stain'), stains[full.stain], full.stainStrength),
    seed: generator.fork('noise').below(2 ** 31),
    whiteCells: white.map((cell) => ({
      ...cell,
      label: showsNucleus(cell, full.width, full.height) ? ++label : 0,
    })),
    redCells: placeRedCells(generator.fork('red cells'), full, pixelsPerMicrometre, margin, obstacles),
    platelets: placePlatelets(generator.fork('platelets'), ground, full.platelets, obstacles),
    precipitate: placePrecipitate(generator.fork('precipitate'), ground, full.precipitate),
    dust: placeDust(generator.fork('dust'), ground, full.dust),
    scaleBar: bar,
  };
}

/** The stain as this field took it up, every dye by its own factor of 11 % SD, under this field's lamp. */
function variedStain(generator: Random, stain: Stain, strength: number): Stain {
  const dye = (density: Rgb): Rgb => {
    const factor = strength * Math.max(0.7, generator.normal(1, 0.11));
    return [density[0] * factor, density[1] * factor, density[2] * factor];
  };
  const brightness = generator.normal(1, stain.lamp[0]);
  const lamp = (value: number) => value * brightness * generator.normal(1, stain.lamp[1]);
  return {
    ...stain,
    light: [lamp(stain.light[0]), lamp(stain.light[1]), lamp(stain.light[2])],
    haemoglobin: dye(stain.haemoglobin),
    eosin: dye(stain.eosin),
    azure: dye(stain.azure),
    methylene: dye(stain.methylene),
  };
}
