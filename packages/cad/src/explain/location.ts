import type { Mask } from '@leukolens/imaging';

/** A map over a picture, [height, width], nothing below 0. */
export interface PictureMap {
  readonly width: number;
  readonly height: number;
  readonly data: Float32Array;
}

/**
 * The share of a map that lies inside a mask, 0 to 1 (Wang et al. 2020, energy-based pointing game). A map that is nothing
 * everywhere has none: undefined.
 * @throws RangeError where map and mask differ in size
 */
export function energyInside(map: PictureMap, inside: Mask): number | undefined {
  sameSize(map, inside);
  let [within, whole] = [0, 0];
  map.data.forEach((value, i) => {
    whole += value;
    if (inside.data[i]) within += value;
  });
  return whole > 0 ? within / whole : undefined;
}

/**
 * Whether a map's largest value lies inside a mask (Zhang et al. 2018, pointing game). Where several pixels share it, the share
 * of them that does; undefined where the map is nothing everywhere.
 * @throws RangeError where map and mask differ in size
 */
export function pointsInside(map: PictureMap, inside: Mask): number | undefined {
  sameSize(map, inside);
  const largest = map.data.reduce((most, value) => Math.max(most, value), 0);
  if (largest === 0) return undefined;
  let [within, whole] = [0, 0];
  map.data.forEach((value, i) => {
    if (value !== largest) return;
    whole++;
    if (inside.data[i]) within++;
  });
  return within / whole;
}

/**
 * The share of a map's energy on each object of a label image, by number; what lies on none is left out. Empty where the map is
 * nothing everywhere.
 */
export function energyByObject(
  map: PictureMap,
  labels: { readonly width: number; readonly height: number; readonly data: ArrayLike<number> },
): Map<number, number> {
  sameSize(map, labels);
  const shares = new Map<number, number>();
  const whole = map.data.reduce((sum, value) => sum + value, 0);
  if (whole === 0) return shares;
  map.data.forEach((value, i) => {
    const label = labels.data[i]!;
    if (label > 0) shares.set(label, (shares.get(label) ?? 0) + value / whole);
  });
  return shares;
}

function sameSize(map: PictureMap, other: { readonly width: number; readonly height: number }): void {
  if (map.width !== other.width || map.height !== other.height) {
    throw new RangeError(
      `a map of ${map.width} x ${map.height} over a picture of ${other.width} x ${other.height}; expected the same size`,
    );
  }
}
