import type { LabelImage, RgbImage } from '../image.ts';
import { basins } from '../objects/basins.ts';
import { squaredDistances } from '../objects/distance.ts';
import { objectPatches, type Patch } from '../objects/patches.ts';
import { colourStatistics } from './colour.ts';
import { perimeterCrofton } from './crofton.ts';
import type { NucleusMeasurement } from './measurement.ts';
import { perimeter } from './perimeter.ts';
import { areaConvex, centroid, eccentricity } from './shape.ts';

export interface MeasureOptions {
  /** Side of a pixel in micrometres; without it nothing is given in micrometres. */
  readonly micrometresPerPixel?: number | undefined;
}

/** h of the h-maxima that count as lobes, in pixels. */
const LOBE_DEPTH = 1;

/**
 * Size, shape, colour and texture of every object, by rising label. Objects cut by the image's border are measured as
 * far as they can be seen.
 * @throws RangeError where image and labels differ in size, or the pixel size is not a positive number
 */
export function measureObjects(
  image: RgbImage,
  labels: LabelImage,
  { micrometresPerPixel }: MeasureOptions = {},
): NucleusMeasurement[] {
  if (image.width !== labels.width || image.height !== labels.height) {
    throw new RangeError(
      `the image has ${image.width} x ${image.height} pixels, its labels ${labels.width} x ${labels.height}: ` +
        'measure an image with the labels of its own size',
    );
  }
  if (micrometresPerPixel !== undefined && !(micrometresPerPixel > 0 && micrometresPerPixel < Infinity)) {
    throw new RangeError(
      `micrometres per pixel must be a positive number, but ${micrometresPerPixel} was given`,
    );
  }
  const measured: NucleusMeasurement[] = [];
  for (const patch of objectPatches(labels)) {
    const shape = shapeOf(patch);
    const scaled = micrometresPerPixel === undefined ? {} : inMicrometres(shape, micrometresPerPixel);
    measured.push({ ...shape, ...colourStatistics(patch, image), ...scaled });
  }
  return measured;
}

function shapeOf(patch: Patch) {
  const { area } = patch;
  const convex = areaConvex(patch);
  const outline = perimeter(patch);
  const centre = centroid(patch);
  return {
    label: patch.label,
    area,
    areaConvex: convex,
    perimeter: outline,
    perimeterCrofton: perimeterCrofton(patch),
    equivalentDiameter: Math.sqrt((4 * area) / Math.PI),
    boundingBoxX: patch.x + 1,
    boundingBoxY: patch.y + 1,
    boundingBoxWidth: patch.runs.width - 2,
    boundingBoxHeight: patch.runs.height - 2,
    centroidX: centre.x,
    centroidY: centre.y,
    eccentricity: eccentricity(patch),
    solidity: area / convex,
    circularity: outline === 0 ? 0 : (4 * Math.PI * area) / outline ** 2,
    lobes: basins(patch, squaredDistances(patch), LOBE_DEPTH).count,
  };
}

function inMicrometres(shape: ReturnType<typeof shapeOf>, side: number) {
  return {
    areaUm2: shape.area * side * side,
    areaConvexUm2: shape.areaConvex * side * side,
    perimeterUm: shape.perimeter * side,
    perimeterCroftonUm: shape.perimeterCrofton * side,
    equivalentDiameterUm: shape.equivalentDiameter * side,
    boundingBoxWidthUm: shape.boundingBoxWidth * side,
    boundingBoxHeightUm: shape.boundingBoxHeight * side,
  };
}
