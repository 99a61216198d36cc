/** A tensor of plain float64 numbers: what the naive definitions take and give. Row-major. */
export interface NumberArray {
  readonly shape: readonly number[];
  readonly data: Float64Array;
}

/** How many elements a shape has. */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1);
}

/** An array of `shape` filled by the multi-index of each element. */
export function arrayOf(
  shape: readonly number[],
  element: (index: readonly number[], flat: number) => number,
): NumberArray {
  const data = new Float64Array(sizeOf(shape));
  const index = shape.map(() => 0);
  for (let flat = 0; flat < data.length; flat++) {
    data[flat] = element(index, flat);
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      index[axis] += 1;
      if (index[axis] < shape[axis]) break;
      index[axis] = 0;
    }
  }
  return { shape, data };
}

/** An array of zeros. */
export function zerosOf(shape: readonly number[]): NumberArray {
  return { shape, data: new Float64Array(sizeOf(shape)) };
}

/** The place of a multi-index in row-major order. */
export function flatIndex(shape: readonly number[], index: readonly number[]): number {
  return shape.reduce((flat, length, axis) => flat * length + index[axis], 0);
}

/** `axis` counted from the front. */
export function fromFront(axis: number, rank: number): number {
  return axis < 0 ? axis + rank : axis;
}
