import { type CellProfile, cellProfiles, type Granules } from './cell-types.ts';
import { coverage, type Layers, visitSquare } from './layers.ts';
import { fractalNoise, grainCoverage, valueNoise } from './noise.ts';
import type { SmearPlan } from './plan.ts';
import { distanceToNucleus, distanceToRim, type WhiteCell } from './white-cell.ts';

/** How far beyond the rim the distance to the cell is recorded, in µm: red cells give way there. */
const SURROUNDINGS = 1.6;

/** Adds a white cell's dyes, its truth and the distance to it. Later cells lie on top: theirs is the truth. */
export function paintWhiteCell(layers: Layers, plan: SmearPlan, cell: WhiteCell & { label: number }): void {
  const profile: CellProfile = cellProfiles[cell.type];
  const scale = plan.pixelsPerMicrometre;
  const edge = profile.edge * Math.max(0.6, plan.stain.edge * scale);
  const rimWidth = 0.45 * scale;
  const surroundings = SURROUNDINGS * scale;
  visitSquare(layers, cell.x, cell.y, cell.reach + surroundings, (index, x, y) => {
    const dx = x - cell.x;
    const dy = y - cell.y;
    if (dx * dx + dy * dy > (cell.reach + surroundings) ** 2) return;
    const toNucleus = distanceToNucleus(cell, x, y);
    const toRim = distanceToRim(cell, toNucleus, x, y);
    if (toRim < layers.whiteDistance[index]!) layers.whiteDistance[index] = toRim;
    if (toNucleus < 0) {
      layers.nuclei[index] = cell.label;
      layers.truth[index] = 255;
    } else if (toRim < 0 && layers.truth[index] === 0) layers.truth[index] = 128;
    const inside = coverage(toRim, edge);
    if (inside === 0) return;

    const u = dx / scale; // µm from the cell's centre
    const v = dy / scale;
    const ofNucleus = coverage(toNucleus, edge);
    const { cytoplasm } = profile;
    const rim = Math.exp(-((toRim / rimWidth) ** 2));
    const hof = 1 - cytoplasm.hof * Math.exp(-Math.max(0, toNucleus) / (0.7 * scale));
    const mottle = 1 + 0.35 * plan.stain.texture * fractalNoise(cell.seed + 10, u * 1.1, v * 1.1, 4);
    const vacuoles = grainCoverage(cell.seed + 30, u / 1.2, v / 1.2, {
      radius: 0.6,
      presence: cytoplasm.vacuoles,
      softness: 0.3,
    });
    const body = inside * (1 - ofNucleus) * mottle * (1 - 0.8 * vacuoles) * cell.stainUptake.cytoplasm;
    let eosin = body * cytoplasm.eosin;
    let azure = body * cytoplasm.azure;
    layers.methylene[index]! += body * hof * (cytoplasm.methylene + cytoplasm.rim * rim);
    for (const [order, granules] of profile.granules.entries()) {
      const room = granules.overNucleus ? inside : inside * (1 - ofNucleus);
      const amount = room * granules.amount * granuleCoverage(cell, granules, order, u, v, edge / scale);
      if (granules.dye === 'eosin') eosin += amount;
      else azure += amount;
    }
    if (ofNucleus > 0) {
      azure += ofNucleus * chromatinAt(plan, cell, profile, x, y, toNucleus);
      layers.methylene[index]! += ofNucleus * plan.stain.seam * Math.exp(-((toNucleus / (0.8 * scale)) ** 2));
    }
    layers.eosin[index]! += eosin;
    layers.azure[index]! += azure;
  });
}

function granuleCoverage(
  cell: WhiteCell,
  granules: Granules,
  order: number,
  u: number,
  v: number,
  edge: number,
): number {
  return grainCoverage(cell.seed + 20 + order, u / granules.spacing, v / granules.spacing, {
    radius: granules.radius / granules.spacing,
    presence: granules.presence,
    softness: Math.min(1 - granules.radius / granules.spacing, Math.max(0.4, (2 * edge) / granules.spacing)),
  });
}

/** Amount of azure in chromatin: clumps on a finer net, a dense membrane, thinner towards the edge, pale nucleoli. */
function chromatinAt(
  plan: SmearPlan,
  cell: WhiteCell,
  profile: CellProfile,
  x: number,
  y: number,
  toNucleus: number,
): number {
  const { chromatin } = profile;
  const scale = plan.pixelsPerMicrometre;
  const u = (x - cell.x) / scale / chromatin.grain;
  const v = (y - cell.y) / scale / chromatin.grain;
  const shade = valueNoise(cell.seed + 8, u / 3, v / 3);
  const clumps = Math.tanh(3 * fractalNoise(cell.seed + 3, u, v, 3));
  const specks = grainCoverage(cell.seed + 6, 1.5 * u, 1.5 * v, {
    radius: 0.45,
    presence: 0.85,
    softness: 0.5,
  });
  const net = 0.5 - 1.3 * specks; // pale specks in the meshes of the chromatin
  const texture = 1 + plan.stain.texture * chromatin.contrast * (0.5 * clumps + 0.6 * net + 0.35 * shade);
  const membrane = 0.25 * plan.stain.texture * Math.exp(-(((toNucleus + 0.2 * scale) / (0.22 * scale)) ** 2));
  const thickness = 0.9 + 0.1 * Math.min(1, Math.max(0, -toNucleus / (1.5 * scale)));
  let pale = 0;
  for (const spot of cell.nucleoli) {
    pale = Math.max(pale, coverage(Math.hypot(x - spot.x, y - spot.y) - spot.radius, 0.5 * scale));
  }
  return chromatin.azure * cell.stainUptake.nucleus * thickness * (texture + membrane) * (1 - 0.28 * pale);
}
