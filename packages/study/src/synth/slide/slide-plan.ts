import { random } from '../../random.ts';
import { drawRegion, type SmearRegion } from '../draw.ts';
import { movedOutline } from '../outline.ts';
import { planSmear, type SmearPlan } from '../plan.ts';
import type { SmearCell } from '../visible-cells.ts';
import { visibleCells } from '../visible-cells.ts';
import { movedWhiteCell } from '../white-cell.ts';
import { PATCH, type SlideOptions } from './options.ts';
import { type Zone, zoneAt } from './zones.ts';

/** A cell of a slide, with its place there. */
export interface SlideCell extends Omit<SmearCell, 'label' | 'box'> {
  readonly zone: Zone;
}

/** A square of a slide (smaller at its right and lower edge) and the cells that lie in it. */
export interface SlidePatch extends Pick<SmearRegion, 'image' | 'truth'> {
  readonly left: number;
  readonly top: number;
  readonly cells: readonly SlideCell[];
}

const RED_CELLS = {
  blank: { density: 0 },
  thick: { density: 1.5, overlap: 1 },
  blurred: {},
  monolayer: {},
} as const;
const DEFOCUS = 4;

/**
 * A synthetic slide, laid out and drawn patch by patch, so that it may be larger than memory. Every patch has its own cells,
 * white ones wholly inside; what lies near a border is drawn on both sides of it, so that there is no seam.
 */
export class SyntheticSlide {
  readonly options: SlideOptions;
  readonly columns: number;
  readonly rows: number;
  readonly micrometresPerPixel: number;
  /** Stain, light and noise of the whole slide. */
  readonly #ground: SmearPlan;
  readonly #zoneSeed: number;
  /** Plans of patches in the slide's coordinates, of the rows being drawn. */
  readonly #plans = new Map<number, SmearPlan>();

  constructor(options: SlideOptions) {
    const { width, height, seed, stain, nucleusDiameter } = options;
    this.options = options;
    this.columns = Math.ceil(width / PATCH);
    this.rows = Math.ceil(height / PATCH);
    this.#ground = planSmear({
      width: 16,
      height: 16,
      seed,
      stain,
      nucleusDiameter,
      cells: 0,
      redCells: { density: 0 },
    });
    this.micrometresPerPixel = 1 / this.#ground.pixelsPerMicrometre;
    this.#zoneSeed = random(`${seed}`)
      .fork('zones')
      .below(2 ** 31);
  }

  /** A patch by its column and row; row by row is the order in which little is planned twice. */
  draw(column: number, row: number): SlidePatch {
    const { width, height } = this.options;
    const [left, top] = [column * PATCH, row * PATCH];
    const size = { width: Math.min(PATCH, width - left), height: Math.min(PATCH, height - top) };
    const plan = this.#around(column, row);
    const { image, nuclei, truth } = drawRegion(plan, left, top, size.width, size.height);
    const zone = this.#zone(column, row);
    const own = new Set(this.#planOf(column, row).whiteCells.map(({ seed }) => seed));
    const cells = visibleCells(plan, nuclei)
      .filter(({ label }) => own.has(plan.whiteCells[label - 1]!.seed))
      .map(({ type, lobes, nucleusArea, centroid }) => ({
        type,
        lobes,
        nucleusArea,
        centroid: { x: left + centroid.x, y: top + centroid.y },
        zone,
      }));
    return { image, truth, left, top, cells };
  }

  #zone(column: number, row: number): Zone {
    return zoneAt(this.#zoneSeed, (column + 0.5) / this.columns, (row + 0.5) / this.rows);
  }

  /** The patch's plan with all that reaches into it from the patches about it. */
  #around(column: number, row: number): SmearPlan {
    const near: SmearPlan[] = [];
    for (let r = Math.max(0, row - 1); r <= Math.min(this.rows - 1, row + 1); r++) {
      for (let c = Math.max(0, column - 1); c <= Math.min(this.columns - 1, column + 1); c++) {
        near.push(this.#planOf(c, r));
      }
    }
    for (const key of this.#plans.keys()) {
      if (Math.floor(key / this.columns) < row - 1) this.#plans.delete(key);
    }
    const { width, height } = this.options;
    const defocus = this.#zone(column, row) === 'blurred' ? DEFOCUS : 0;
    return {
      ...this.#ground,
      options: { ...this.#ground.options, width, height, defocus },
      whiteCells: near.flatMap(({ whiteCells }) => whiteCells).map((cell, i) => ({ ...cell, label: i + 1 })),
      redCells: near.flatMap(({ redCells }) => redCells),
      platelets: near.flatMap(({ platelets }) => platelets),
    };
  }

  /** What lies in a patch, in the slide's coordinates. */
  #planOf(column: number, row: number): SmearPlan {
    const key = row * this.columns + column;
    const known = this.#plans.get(key);
    if (known) return known;
    const plan = this.#moved(column, row);
    this.#plans.set(key, plan);
    return plan;
  }

  #moved(column: number, row: number): SmearPlan {
    const { seed, stain, nucleusDiameter, whiteCells, blastShare } = this.options;
    const zone = this.#zone(column, row);
    const count = zone === 'blank' ? 0 : Math.round((whiteCells * PATCH ** 2) / 1e6);
    const layer = (number: number) =>
      planSmear({
        width: PATCH,
        height: PATCH,
        seed: `${seed}/${column},${row}${number > 0 ? `/${number}` : ''}`,
        stain,
        nucleusDiameter,
        blastShare,
        cells: number > 0 ? 0 : count,
        redCells: RED_CELLS[zone],
        platelets: zone === 'blank' ? 0 : 2,
      });
    const plan = layer(0);
    const above = zone === 'thick' ? [1, 2].flatMap((number) => layer(number).redCells) : [];
    const [left, top] = [column * PATCH, row * PATCH];
    const { width, height } = this.options;
    const inside = (x: number, y: number, reach: number) =>
      Math.min(x, y) >= reach &&
      x + reach < Math.min(PATCH, width - left) &&
      y + reach < Math.min(PATCH, height - top);
    return {
      ...plan,
      whiteCells: plan.whiteCells
        .filter(({ x, y, reach }) => inside(x, y, reach))
        .map((cell) => ({ ...movedWhiteCell(cell, left, top), label: cell.label })),
      redCells: [...plan.redCells, ...above]
        .filter(({ outline: { x, y } }) => inside(x, y, 0))
        .map((cell) => ({ ...cell, outline: movedOutline(cell.outline, left, top) })),
      platelets: plan.platelets
        .filter(({ outline: { x, y } }) => inside(x, y, 0))
        .map((platelet) => ({ ...platelet, outline: movedOutline(platelet.outline, left, top) })),
    };
  }
}
