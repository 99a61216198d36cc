import {
  type GreyImage,
  greyImage,
  type LabelImage,
  labelImage,
  type RgbImage,
  rgbImage,
} from '@leukolens/imaging';
import type { CellType } from './cell-types.ts';
import { emptyLayers, type Layers } from './layers.ts';
import { opticalMargin, photograph } from './optics.ts';
import type { SmearOptions } from './options.ts';
import { paintRedCell } from './paint-red-cells.ts';
import { paintDust, paintPlatelet, paintPrecipitate, paintVeil } from './paint-small-bodies.ts';
import { paintWhiteCell } from './paint-white-cells.ts';
import { planSmear, type SmearPlan } from './plan.ts';
import { scaleBarColour } from './scale-bar.ts';

/** A rectangle of a smear: the photograph and its exact truth. */
export interface SmearRegion {
  readonly image: RgbImage;
  /** The nuclei by their cells' labels in the plan; all lobes of a cell have its label. */
  readonly nuclei: LabelImage;
  /** 255 nucleus, 128 cytoplasm, 0 the rest. */
  readonly truth: GreyImage;
}

/** A whole smear. */
export interface Smear extends SmearRegion {
  /** The cells that show nucleus in the field, by label. */
  readonly cells: readonly SmearCell[];
  readonly pixelsPerMicrometre: number;
}

/** A white cell as it is seen. */
export interface SmearCell {
  readonly type: CellType;
  readonly label: number;
  /** Lobes that the nucleus was drawn with; 1 for round and bent nuclei. */
  readonly lobes: number;
  /** Visible pixels of the nucleus. */
  readonly nucleusArea: number;
  /** Their smallest rectangle, in pixels. */
  readonly box: { readonly x: number; readonly y: number; readonly width: number; readonly height: number };
  /** The mean of their centres, where the first pixel's centre is (0, 0). */
  readonly centroid: { readonly x: number; readonly y: number };
}

/** The most pixels that are drawn at once, at some 60 bytes each, and that a whole smear may have. */
const MOST_AT_ONCE = 4e6;
const MOST_PIXELS = 1e8;

/**
 * Draws a synthetic blood smear with its truth, in bands, so that memory stays near that of the result.
 * Throws a RangeError for bad options and for fields above 10⁸ pixels.
 */
export function drawSmear(options: SmearOptions = {}): Smear {
  const plan = planSmear(options);
  const { width, height } = plan.options;
  if (width * height > MOST_PIXELS) {
    throw new RangeError(
      `a smear of ${width} x ${height} px was asked for, at most ${MOST_PIXELS} px are drawn whole; ` +
        'use planSmear and drawRegion to draw it piece by piece',
    );
  }
  const region = {
    image: rgbImage(width, height),
    nuclei: labelImage(width, height),
    truth: greyImage(width, height),
  };
  const rows = Math.max(1, Math.floor(MOST_AT_ONCE / width));
  for (let y = 0; y < height; y += rows) {
    const band = drawRegion(plan, 0, y, width, Math.min(rows, height - y));
    region.image.data.set(band.image.data, 3 * y * width);
    region.nuclei.data.set(band.nuclei.data, y * width);
    region.truth.data.set(band.truth.data, y * width);
  }
  return {
    ...region,
    cells: visibleCells(plan, region.nuclei),
    pixelsPerMicrometre: plan.pixelsPerMicrometre,
  };
}

/**
 * Draws the rectangle of the plan's field whose corner is the pixel (x, y): the same pixels as in the whole.
 * Throws a RangeError when the rectangle leaves the field or has more than 4·10⁶ pixels.
 */
export function drawRegion(
  plan: SmearPlan,
  x: number,
  y: number,
  width: number,
  height: number,
): SmearRegion {
  checkRegion(plan, x, y, width, height);
  const margin = opticalMargin(plan);
  const layers = emptyLayers(x - margin, y - margin, width + 2 * margin, height + 2 * margin);
  paint(layers, plan);
  const planes = photograph(layers, plan);
  const image = rgbImage(width, height);
  const nuclei = labelImage(width, height);
  const truth = greyImage(width, height);
  for (let row = 0, index = 0; row < height; row++) {
    for (let column = 0; column < width; column++, index++) {
      const from = (row + margin) * layers.width + column + margin;
      nuclei.data[index] = layers.nuclei[from]!;
      truth.data[index] = layers.truth[from]!;
      const burnt = plan.scaleBar && scaleBarColour(plan.scaleBar, x + column, y + row);
      for (let channel = 0; channel < 3; channel++) {
        const level = burnt ? burnt[channel]! : planes[channel]![from]!;
        image.data[3 * index + channel] = Math.min(255, Math.max(0, Math.round(level)));
      }
    }
  }
  return { image, nuclei, truth };
}

/** Paints everything that reaches into the layers, in the plan's order. White cells come first: red ones give way. */
function paint(layers: Layers, plan: SmearPlan): void {
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

function checkRegion(plan: SmearPlan, x: number, y: number, width: number, height: number): void {
  const field = plan.options;
  const whole = [x, y, width, height].every(Number.isInteger);
  const inside =
    x >= 0 && y >= 0 && width >= 1 && height >= 1 && x + width <= field.width && y + height <= field.height;
  if (!whole || !inside || width * height > MOST_AT_ONCE) {
    throw new RangeError(
      `cannot draw ${width} x ${height} px at (${x}, ${y}) of a field of ${field.width} x ${field.height} px; ` +
        `ask for whole pixels within the field, at most ${MOST_AT_ONCE} at once`,
    );
  }
}

function visibleCells(plan: SmearPlan, nuclei: LabelImage): SmearCell[] {
  const shown = plan.whiteCells.filter((cell) => cell.label > 0);
  const sums = shown.map(() => ({ area: 0, x: 0, y: 0, left: 1e9, top: 1e9, right: -1, bottom: -1 }));
  for (let y = 0, index = 0; y < nuclei.height; y++) {
    for (let x = 0; x < nuclei.width; x++, index++) {
      const sum = sums[nuclei.data[index]! - 1];
      if (!sum) continue;
      sum.area++;
      sum.x += x;
      sum.y += y;
      sum.left = Math.min(sum.left, x);
      sum.right = Math.max(sum.right, x);
      sum.top = Math.min(sum.top, y);
      sum.bottom = Math.max(sum.bottom, y);
    }
  }
  return shown.map(({ type, label, nucleus }, i) => {
    const { area, x, y, left, top, right, bottom } = sums[i]!;
    return {
      type,
      label,
      lobes: nucleus.bridges.length + 1,
      nucleusArea: area,
      box: { x: left, y: top, width: right - left + 1, height: bottom - top + 1 },
      centroid: { x: x / area, y: y / area },
    };
  });
}
