import { reflect101 } from '../filters/reflect.ts';
import { type Planes, planes } from '../planes.ts';

/**
 * Adds pixels on the right and at the bottom by reflection (OpenCV's BORDER_REFLECT_101), as many times over as it takes.
 * @param width new width, no less than the old
 * @param height new height, no less than the old
 */
export function padByReflection(source: Planes, width: number, height: number): Planes {
  const { channels } = source;
  if (width === source.width && height === source.height) return source;
  const columns = Int32Array.from({ length: width }, (_, x) => reflect101(x, source.width));
  const result = planes(channels, width, height);
  let to = 0;
  for (let channel = 0; channel < channels; channel++) {
    for (let y = 0; y < height; y++) {
      const row = (channel * source.height + reflect101(y, source.height)) * source.width;
      for (let x = 0; x < width; x++) result.data[to++] = source.data[row + columns[x]!]!;
    }
  }
  return result;
}

/** The part of planes from (left, top) on, of the given size, which must lie within. */
export function crop(source: Planes, left: number, top: number, width: number, height: number): Planes {
  const { channels } = source;
  if (left === 0 && top === 0 && width === source.width && height === source.height) return source;
  if (left < 0 || top < 0 || left + width > source.width || top + height > source.height) {
    throw new RangeError(
      `a part of ${width} x ${height} at (${left}, ${top}) does not lie within ${source.width} x ${source.height} pixels`,
    );
  }
  const result = planes(channels, width, height);
  for (let channel = 0; channel < channels; channel++) {
    for (let y = 0; y < height; y++) {
      const from = (channel * source.height + top + y) * source.width + left;
      result.data.set(source.data.subarray(from, from + width), (channel * height + y) * width);
    }
  }
  return result;
}
