import { type GreyImage, type Planes, planes, type RgbImage, reflect101 } from '@leukolens/imaging';
import type { FieldStatistics } from '../field-statistics.ts';
import { Handcrafted } from '../handcrafted.ts';
import { INPUT_PLANES, type InputKind } from './design.ts';
import { inputTables, partThroughTables } from './input-tables.ts';
import type { Rectangle } from './tiles.ts';

const handcrafted = new Handcrafted();

/** Grey levels of the handcrafted method that make 1 in the guiding plane. */
const GUIDE_UNIT = 64;

/**
 * An image as a network sees it, part by part; what lies beyond the image is its reflection. What goes by the whole image is
 * settled here, once; of a part of a larger field it was settled before. `guided` is optical density and, as a fourth plane, what the handcrafted method cuts at Otsu's level,
 * with that level as zero: violet and saturated is positive in every stain.
 */
export function networkView(
  image: RgbImage,
  kind: InputKind,
  field?: FieldStatistics,
): (part: Rectangle) => Planes {
  const tables = inputTables(image, kind === 'guided' ? 'density' : kind, field);
  if (kind !== 'guided') return (part) => partThroughTables(image, tables, part);
  const { smoothed, threshold } = handcrafted.evidence(image, field);
  const levels = Float32Array.from({ length: 256 }, (_, level) => (level - threshold - 0.5) / GUIDE_UNIT);
  return (part) => {
    const colours = partThroughTables(image, tables, part);
    const result = planes(INPUT_PLANES.guided, part.width, part.height);
    result.data.set(colours.data);
    guide(smoothed, levels, part, result.data.subarray(colours.data.length));
    return result;
  };
}

/** The whole image as a network sees it. */
export function networkInput(image: RgbImage, kind: InputKind): Planes {
  const { width, height } = image;
  return networkView(image, kind)({ left: 0, top: 0, width, height });
}

function guide(from: GreyImage, levels: Float32Array, part: Rectangle, to: Float32Array): void {
  for (let y = 0; y < part.height; y++) {
    const row = reflect101(part.top + y, from.height) * from.width;
    for (let x = 0; x < part.width; x++) {
      to[y * part.width + x] = levels[from.data[row + reflect101(part.left + x, from.width)]!]!;
    }
  }
}
