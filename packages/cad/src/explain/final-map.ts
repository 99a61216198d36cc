import { planes, resize } from '@leukolens/imaging';
import type { Rectangle } from '../segment/network/tiles.ts';
import type { RawMap } from './activation-maps.ts';

/** A map to look at, of the picture's size. */
export interface FinalMap {
  readonly width: number;
  readonly height: number;
  /** 0 to 1: [height, width]. All 0 where nothing speaks for the class. */
  readonly data: Float32Array;
  /** The parts that the classifier looked at, in the map's pixels; elsewhere a 0 says nothing. They may reach beyond it. */
  readonly looked: readonly Rectangle[];
  /** Least and largest value of the raw map: what 0 to 1 stand for is 0 to the largest. */
  readonly range: readonly [least: number, largest: number];
  /** Whether anything speaks for the class: a map without is empty, not noise stretched to the full scale. */
  readonly supported: boolean;
}

/**
 * A map as it is shown: what speaks against the class is cut off, the rest scaled to 0..1, resized linearly to the picture's
 * size, and scaled again, as pytorch-grad-cam does it.
 * @param width of the picture, pixels; not less than the map's
 * @param height of the picture, pixels; not less than the map's
 */
export function finalMap(raw: RawMap, width: number, height: number): FinalMap {
  let [least, largest] = [Infinity, -Infinity];
  for (const value of raw.data) {
    least = Math.min(least, value);
    largest = Math.max(largest, value);
  }
  const evidence = scaled(Float64Array.from(raw.data, (value) => Math.max(value, 0)));
  const small = planes(1, raw.width, raw.height, Float32Array.from(evidence));
  const data = Float32Array.from(scaled(resize(small, width, height).data));
  const looked = [{ left: 0, top: 0, width, height }];
  return { width, height, data, looked, range: [least, largest], supported: largest > 0 };
}

/** A map at another size, pixels: of an image, say, that was looked at smaller or larger. */
export function mapAt(map: FinalMap, width: number, height: number): FinalMap {
  const { data } = resize(planes(1, map.width, map.height, map.data), width, height);
  const [across, down] = [width / map.width, height / map.height];
  const looked = map.looked.map((part) => {
    const [left, top] = [Math.round(across * part.left), Math.round(down * part.top)];
    const [right, bottom] = [across * (part.left + part.width), down * (part.top + part.height)];
    return { left, top, width: Math.round(right) - left, height: Math.round(bottom) - top };
  });
  return { ...map, width, height, data, looked };
}

/** x - min, over its largest and 1e-7. */
function scaled<Values extends Float32Array | Float64Array>(values: Values): Values {
  let [least, largest] = [Infinity, -Infinity];
  for (const value of values) {
    least = Math.min(least, value);
    largest = Math.max(largest, value);
  }
  return values.map((value) => (value - least) / (1e-7 + largest - least)) as Values;
}
