import type { Layers } from './layers.ts';
import { paintRedCell } from './paint-red-cells.ts';
import { paintDust, paintPlatelet, paintPrecipitate, paintVeil } from './paint-small-bodies.ts';
import { paintWhiteCell } from './paint-white-cells.ts';
import type { SmearPlan } from './plan.ts';

/** Paints everything that reaches into the layers, in the plan's order. White cells come first: red ones give way. */
export function paint(layers: Layers, plan: SmearPlan): void {
  const near = 2 * plan.pixelsPerMicrometre + 4;
  const meets = (x: number, y: number, reach: number) =>
    x + reach + near > layers.x &&
    y + reach + near > layers.y &&
    x - reach - near < layers.x + layers.width &&
    y - reach - near < layers.y + layers.height;
  paintVeil(layers, plan);
  for (const cell of plan.whiteCells) {
    if (meets(cell.x, cell.y, cell.reach)) paintWhiteCell(layers, plan, cell);
  }
  for (const cell of plan.redCells) {
    if (meets(cell.outline.x, cell.outline.y, cell.outline.reach)) paintRedCell(layers, plan, cell);
  }
  for (const platelet of plan.platelets) {
    if (meets(platelet.outline.x, platelet.outline.y, platelet.outline.reach)) {
      paintPlatelet(layers, plan, platelet);
    }
  }
  for (const grain of plan.precipitate) {
    if (meets(grain.x, grain.y, grain.radius)) paintPrecipitate(layers, plan, grain);
  }
  for (const speck of plan.dust) if (meets(speck.x, speck.y, 3 * speck.radius)) paintDust(layers, speck);
}
