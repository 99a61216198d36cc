import { arrayOf, flatIndex, fromFront, type NumberArray } from './number-array.ts';

/** x repeated along axes of length 1, and along new ones at the front. */
export function expandTo(x: NumberArray, shape: readonly number[]): NumberArray {
  const extra = shape.length - x.shape.length;
  return arrayOf(shape, (index) => {
    const own = x.shape.map((length, axis) => (length === 1 ? 0 : index[axis + extra]));
    return x.data[flatIndex(x.shape, own)];
  });
}

/** The same elements under another shape. */
export function reshapeTo(x: NumberArray, shape: readonly number[]): NumberArray {
  return { shape, data: x.data };
}

/** Axis i of the result is axis `order[i]` of x. */
export function transposeOf(x: NumberArray, order: readonly number[]): NumberArray {
  const shape = order.map((axis) => x.shape[axis]);
  return arrayOf(shape, (index) => {
    const own = x.shape.map((_, axis) => index[order.indexOf(axis)]);
    return x.data[flatIndex(x.shape, own)];
  });
}

/** Arrays one after another along an axis. */
export function concatOf(arrays: readonly NumberArray[], axis: number): NumberArray {
  const along = fromFront(axis, arrays[0].shape.length);
  const total = arrays.reduce((sum, { shape }) => sum + shape[along], 0);
  return arrayOf(arrays[0].shape.with(along, total), (index) => {
    let place = index[along];
    for (const { shape, data } of arrays) {
      if (place < shape[along]) return data[flatIndex(shape, index.with(along, place))];
      place -= shape[along];
    }
    return Number.NaN;
  });
}

/** The elements `from` to before `to` along an axis. */
export function sliceOf(x: NumberArray, axis: number, from: number, to: number): NumberArray {
  const along = fromFront(axis, x.shape.length);
  return arrayOf(
    x.shape.with(along, to - from),
    (index) => x.data[flatIndex(x.shape, index.with(along, index[along] + from))],
  );
}

/** x with zeros before and after, for each axis. */
export function padOf(x: NumberArray, before: readonly number[], after: readonly number[]): NumberArray {
  const shape = x.shape.map((length, axis) => before[axis] + length + after[axis]);
  return arrayOf(shape, (index) => {
    const own = index.map((i, axis) => i - before[axis]);
    const inside = own.every((i, axis) => i >= 0 && i < x.shape[axis]);
    return inside ? x.data[flatIndex(x.shape, own)] : 0;
  });
}
