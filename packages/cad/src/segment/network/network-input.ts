import { type GreyImage, type Planes, planes, type RgbImage } from '@leukolens/imaging';
import { Handcrafted } from '../handcrafted.ts';
import { INPUT_PLANES, type InputKind } from './design.ts';
import { inputTables, throughTables } from './input-tables.ts';

const handcrafted = new Handcrafted();

/** Grey levels of the handcrafted method that make 1 in the guiding plane. */
const GUIDE_UNIT = 64;

/**
 * An image as a network sees it. `guided` is optical density and, as a fourth plane, what the handcrafted method cuts at
 * Otsu's level, with that level as zero: violet and saturated is positive in every stain.
 */
export function networkInput(image: RgbImage, kind: InputKind): Planes {
  const coloured = throughTables(image, inputTables(image, kind === 'guided' ? 'density' : kind));
  if (kind !== 'guided') return coloured;
  const { width, height } = image;
  const result = planes(INPUT_PLANES.guided, width, height);
  result.data.set(coloured.data);
  result.data.set(guide(handcrafted.evidence(image)), coloured.data.length);
  return result;
}

function guide({
  smoothed,
  threshold,
}: {
  readonly smoothed: GreyImage;
  readonly threshold: number;
}): Float32Array {
  const levels = Float32Array.from({ length: 256 }, (_, level) => (level - threshold - 0.5) / GUIDE_UNIT);
  return Float32Array.from(smoothed.data, (level) => levels[level]!);
}
