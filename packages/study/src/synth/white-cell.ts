import type { Random } from '../random.ts';
import { type CellProfile, type CellType, cellProfiles } from './cell-types.ts';
import { fractalNoise } from './noise.ts';
import { movedNucleus, type Nucleus, nucleusDistance } from './nucleus.ts';
import { sizedNucleus } from './nucleus-forms.ts';
import { movedOutline, type Outline, outline, outlineDistance } from './outline.ts';

/** A white cell's geometry. Lengths and positions in pixels of the field. */
export interface WhiteCell {
  readonly type: CellType;
  /** Centre of the cell's outline. */
  readonly x: number;
  readonly y: number;
  readonly outline: Outline;
  readonly nucleus: Nucleus;
  readonly nucleoli: readonly { readonly x: number; readonly y: number; readonly radius: number }[];
  /** No part of the cell lies farther than this from (x, y). */
  readonly reach: number;
  readonly pixelsPerMicrometre: number;
  /** Seed of the textures. */
  readonly seed: number;
  /** The cell's own amounts of stain, about 1. */
  readonly stainUptake: { readonly nucleus: number; readonly cytoplasm: number };
}

/** Least cytoplasm between nucleus and rim, and the ripple of the nucleus's edge, in µm. */
const HUG = 0.3;
const RIPPLE = 0.16;

/** A white cell of a type, centred on (0, 0). `lobes` overrides the drawn number in segmented nuclei. */
export function whiteCell(
  random: Random,
  type: CellType,
  pixelsPerMicrometre: number,
  lobes?: number,
): WhiteCell {
  const profile: CellProfile = cellProfiles[type];
  const size = within(random.normal(1, profile.variation), 0.7, 1.4) * pixelsPerMicrometre;
  const radius = (within(random.normal(1, 0.05), 0.9, 1.15) * size * profile.cell) / 2;
  const drawn = profile.form(random);
  const form = lobes !== undefined && drawn.kind === 'lobed' ? { ...drawn, lobes } : drawn;
  const angle = random.between(0, 2 * Math.PI);
  const { nucleus: centred, reach } = sizedNucleus(random, form, (size * profile.nucleus) / 2, angle);
  const offset = profile.eccentricity * Math.max(0, radius - reach);
  const direction = random.between(0, 2 * Math.PI);
  const nucleus = movedNucleus(centred, offset * Math.cos(direction), offset * Math.sin(direction));
  const body = outline(random, {
    x: 0,
    y: 0,
    radius,
    elongation: form.kind === 'round' ? form.elongation : random.between(1, 1.18),
    angle,
    roughness: profile.roughness,
  });
  const slack = (HUG + RIPPLE + profile.raggedness) * pixelsPerMicrometre;
  return {
    type,
    x: 0,
    y: 0,
    outline: body,
    nucleus,
    nucleoli: nucleoli(random, nucleus, profile.chromatin.nucleoli, pixelsPerMicrometre),
    reach: Math.max(body.reach, reach + offset) + slack,
    pixelsPerMicrometre,
    seed: random.below(2 ** 31),
    stainUptake: { nucleus: random.between(0.82, 1.18), cytoplasm: random.between(0.7, 1.3) },
  };
}

/** The cell moved by (dx, dy) pixels. */
export function movedWhiteCell(cell: WhiteCell, dx: number, dy: number): WhiteCell {
  return {
    ...cell,
    x: cell.x + dx,
    y: cell.y + dy,
    outline: movedOutline(cell.outline, dx, dy),
    nucleus: movedNucleus(cell.nucleus, dx, dy),
    nucleoli: cell.nucleoli.map((spot) => ({ ...spot, x: spot.x + dx, y: spot.y + dy })),
  };
}

/** Signed distance in pixels to the edge of the cell's nucleus, negative inside. */
export function distanceToNucleus(cell: WhiteCell, x: number, y: number): number {
  const scale = cell.pixelsPerMicrometre;
  const ripple = RIPPLE * scale;
  const distance = nucleusDistance(cell.nucleus, x, y);
  if (Math.abs(distance) > 4 * scale) return distance;
  const [u, v] = [(x - cell.x) / scale, (y - cell.y) / scale];
  return distance + ripple * fractalNoise(cell.seed + 1, 0.7 * u, 0.7 * v, 2);
}

/** Signed distance in pixels to the rim of the cell, negative inside, given that to its nucleus at the same place. */
export function distanceToRim(cell: WhiteCell, toNucleus: number, x: number, y: number): number {
  const scale = cell.pixelsPerMicrometre;
  const distance = Math.min(outlineDistance(cell.outline, x, y), toNucleus - HUG * scale);
  if (Math.abs(distance) > 4 * scale) return distance;
  const [u, v] = [(x - cell.x) / scale, (y - cell.y) / scale];
  const ragged =
    cellProfiles[cell.type].raggedness * scale * fractalNoise(cell.seed + 2, 0.4 * u, 0.4 * v, 3);
  return Math.min(distance + ragged, toNucleus - 0.1 * scale);
}

/** Distance in pixels from the cell's centre to its rim in a direction (radians): the outermost point of the cell. */
export function rimRadius(cell: WhiteCell, direction: number): number {
  const [dx, dy] = [Math.cos(direction), Math.sin(direction)];
  for (let radius = cell.reach; radius > 0; radius -= 0.25) {
    const x = cell.x + radius * dx;
    const y = cell.y + radius * dy;
    if (distanceToRim(cell, distanceToNucleus(cell, x, y), x, y) < 0) return radius;
  }
  return 0;
}

function nucleoli(
  random: Random,
  within: Nucleus,
  [fewest, most]: readonly [number, number],
  pixelsPerMicrometre: number,
): WhiteCell['nucleoli'] {
  return Array.from({ length: fewest + random.below(most - fewest + 1) }, () => {
    const lobe = random.pick(within.lobes);
    const away = random.between(0, 0.55) * lobe.reach;
    const angle = random.between(0, 2 * Math.PI);
    const radius = random.between(0.6, 1.1) * pixelsPerMicrometre;
    return { x: lobe.x + away * Math.cos(angle), y: lobe.y + away * Math.sin(angle), radius };
  });
}

function within(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}
