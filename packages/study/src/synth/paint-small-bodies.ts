import { coverage, type Layers, visitSquare } from './layers.ts';
import { fractalNoise, grainCoverage } from './noise.ts';
import { outlineDistance } from './outline.ts';
import type { Platelet, Spot } from './place-small-bodies.ts';
import type { SmearPlan } from './plan.ts';

/** Adds a platelet: a bluish body that fades outwards, and purple granules crowded in its middle. */
export function paintPlatelet(layers: Layers, plan: SmearPlan, { outline, seed }: Platelet): void {
  const scale = plan.pixelsPerMicrometre;
  const edge = Math.max(0.8, 0.3 * scale);
  visitSquare(layers, outline.x, outline.y, outline.reach + edge, (index, x, y) => {
    const distance = outlineDistance(outline, x, y);
    const inside = coverage(distance, edge);
    if (inside === 0) return;
    const u = (x - outline.x) / scale / 0.45;
    const v = (y - outline.y) / scale / 0.45;
    const granules = grainCoverage(seed, u, v, { radius: 0.5, presence: 0.8, softness: 0.5 });
    const depth = Math.min(1, Math.max(0, -distance / (0.5 * outline.reach)));
    layers.methylene[index]! += 0.3 * inside;
    layers.azure[index]! += inside * (0.1 + depth * (0.2 + 0.4 * plan.stain.texture * granules));
  });
}

/** Adds a grain of precipitated stain: sharp and dark. */
export function paintPrecipitate(layers: Layers, plan: SmearPlan, spot: Spot): void {
  const edge = Math.max(0.6, 0.12 * plan.pixelsPerMicrometre);
  visitSquare(layers, spot.x, spot.y, spot.radius + edge, (index, x, y) => {
    const inside = coverage(Math.hypot(x - spot.x, y - spot.y) - spot.radius, edge);
    layers.azure[index]! += inside * spot.amount;
    layers.methylene[index]! += inside * spot.amount * 0.6;
  });
}

/** Adds a speck of dust, which is far out of focus: a grey Gaussian of standard deviation `radius`. */
export function paintDust(layers: Layers, spot: Spot): void {
  visitSquare(layers, spot.x, spot.y, 3 * spot.radius, (index, x, y) => {
    const square = ((x - spot.x) ** 2 + (y - spot.y) ** 2) / spot.radius ** 2;
    if (square < 9) layers.dust[index]! += spot.amount * (Math.exp(-square / 2) - Math.exp(-4.5));
  });
}

/** Adds the thin, cloudy film of stain that covers the glass. */
export function paintVeil(layers: Layers, plan: SmearPlan): void {
  const period = 12 * plan.pixelsPerMicrometre;
  for (let row = 0, index = 0; row < layers.height; row++) {
    for (let column = 0; column < layers.width; column++, index++) {
      const cloud = fractalNoise(plan.seed + 40, (layers.x + column) / period, (layers.y + row) / period, 4);
      layers.methylene[index]! += plan.stain.veil * (1 + cloud);
    }
  }
}
