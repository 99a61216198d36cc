import { labelImage, type Mask, outlines } from '@leukolens/imaging';
import { outlinePath } from '../outline-path.ts';

/** The mask's pixels as an SVG path along their edges, in pixels; to be filled by the even-odd rule. Empty for an empty mask. */
export function maskPath({ width, height, data }: Mask): string {
  const [object] = outlines(labelImage(width, height, Uint16Array.from(data)));
  return object === undefined ? '' : outlinePath(object.polygons);
}
