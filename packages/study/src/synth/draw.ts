import {
  type GreyImage,
  greyImage,
  type LabelImage,
  labelImage,
  type RgbImage,
  rgbImage,
} from '@leukolens/imaging';
import { emptyLayers } from './layers.ts';
import { opticalMargin, photograph } from './optics.ts';
import { type SmearOptions, smearOptions } from './options.ts';
import { paint } from './paint.ts';
import { planSmear, type SmearPlan } from './plan.ts';
import { scaleBarColour } from './scale-bar.ts';
import { type SmearCell, visibleCells } from './visible-cells.ts';

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

/** The most pixels that are drawn at once, at some 60 bytes each, and that a whole smear may have. */
const MOST_AT_ONCE = 4e6;
export const MOST_SMEAR_PIXELS = 1e8;

/**
 * Draws a synthetic blood smear with its truth, in bands, so that memory stays near that of the result.
 * Throws a RangeError for bad options and for fields above 10⁸ pixels.
 */
export function drawSmear(options: SmearOptions = {}): Smear {
  const { width, height } = smearOptions(options);
  if (width * height > MOST_SMEAR_PIXELS) {
    throw new RangeError(
      `a smear of ${width} x ${height} px was asked for, at most ${MOST_SMEAR_PIXELS} px are drawn whole; ` +
        'use planSmear and drawRegion to draw it piece by piece',
    );
  }
  const plan = planSmear(options);
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
