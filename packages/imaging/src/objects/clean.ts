import type { GreyImage, Mask } from '../image.ts';
import { areas, type Connectivity, components } from './components.ts';
import { closedRuns } from './morphology.ts';
import { complement, keepRuns, maskOfRuns, type Runs, runsAbove, runsOfMask } from './runs.ts';

/**
 * The mask with its holes filled: background that no 4-connected path joins to the image's border becomes inside,
 * as `scipy.ndimage.binary_fill_holes` does by default.
 */
export function fillHoles(mask: Mask): Mask {
  return maskOfRuns(filled(runsOfMask(mask)));
}

/**
 * The mask without its small objects: those of at least `area` pixels stay (as with the areas of
 * `cv2.connectedComponentsWithStats`).
 */
export function removeSmall(mask: Mask, area: number, connectivity: Connectivity = 8): Mask {
  return maskOfRuns(large(runsOfMask(mask), area, connectivity));
}

/** The mask without the objects (8-connected) that the image's border cuts, as `skimage.segmentation.clear_border`. */
export function clearBorder(mask: Mask): Mask {
  const runs = runsOfMask(mask);
  const { count, object } = components(runs, 8);
  const cut = atBorder(runs, count, object);
  return maskOfRuns(
    keepRuns(
      runs,
      object,
      cut.map((touches) => 1 - touches),
    ),
  );
}

/**
 * What stands out of a grey image as solid objects: pixels above the level, closed by a square (odd side, 1 to 31),
 * holes filled, objects under `area` pixels dropped. One scan over the pixels, all the rest on runs.
 */
export function solidObjectsAbove(image: GreyImage, level: number, closingSize: number, area: number): Mask {
  return maskOfRuns(large(filled(closedRuns(runsAbove(image, level), closingSize)), area, 8));
}

function filled(inside: Runs): Runs {
  const background = complement(inside);
  const { count, object } = components(background, 4);
  return complement(keepRuns(background, object, atBorder(background, count, object)));
}

/** For each component, by its number, whether the image's border cuts it. */
function atBorder(
  { width, height, first, start, end }: Runs,
  count: number,
  object: ArrayLike<number>,
): Uint8Array {
  const cut = new Uint8Array(count + 1);
  for (let r = 0; r < object.length; r++) {
    const touches = r < first[1]! || r >= first[height - 1]! || start[r] === 0 || end[r] === width;
    if (touches) cut[object[r]!] = 1;
  }
  return cut;
}

function large(runs: Runs, area: number, connectivity: Connectivity): Runs {
  const found = components(runs, connectivity);
  const keep = Uint8Array.from(areas(runs, found), (size) => (size >= area ? 1 : 0));
  return keepRuns(runs, found.object, keep);
}
