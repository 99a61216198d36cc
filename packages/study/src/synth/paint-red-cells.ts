import { coverage, type Layers, visitSquare } from './layers.ts';
import { fractalNoise, valueNoise } from './noise.ts';
import { outlineDistance } from './outline.ts';
import type { RedCell } from './place-red-cells.ts';
import type { SmearPlan } from './plan.ts';

/** Space in µm that a red cell leaves to a white one which dents it. */
const GAP = 0.15;

/** Share of the thinner cell that counts where two overlap: pressed cells are thinner. */
const OVERLAP = 0.28;

/**
 * Adds a red cell's haemoglobin: a disc, thinner in the middle, with a fine dark rim, dented by white cells.
 * The distances to white cells must have been painted.
 */
export function paintRedCell(layers: Layers, plan: SmearPlan, cell: RedCell): void {
  const scale = plan.pixelsPerMicrometre;
  const { redCell } = plan.stain;
  const edge = Math.max(0.6, plan.stain.edge * scale);
  const gap = GAP * scale;
  const { x: centreX, y: centreY, reach } = cell.outline;
  const hollow = reach * cell.pallorRadius;
  visitSquare(layers, centreX, centreY, reach + edge, (index, x, y) => {
    const distance = Math.max(outlineDistance(cell.outline, x, y), gap - layers.whiteDistance[index]!);
    const inside = coverage(distance, edge);
    if (inside === 0) return;
    const fromCentre = Math.hypot(x - centreX, y - centreY) / hollow;
    const middle = 1 - cell.pallor * Math.exp(-(fromCentre ** 3));
    const shoulder = 1 - 0.3 * Math.exp(Math.min(0, distance) / (0.5 * scale));
    const broken = 0.55 + 0.6 * valueNoise(plan.seed + 31, x / (2.5 * scale), y / (2.5 * scale));
    const rim = broken * Math.exp(-(((distance + 0.3 * scale) / (0.3 * scale)) ** 2));
    const mottle = 1 + 0.1 * fractalNoise(plan.seed + 30, x / scale, y / scale, 2);
    const body = cell.amount * (redCell.body * middle * shoulder * mottle + redCell.rim * rim);
    const below = layers.haemoglobin[index]!;
    const above = inside * body;
    layers.haemoglobin[index] = Math.max(below, above) + OVERLAP * Math.min(below, above);
  });
}
