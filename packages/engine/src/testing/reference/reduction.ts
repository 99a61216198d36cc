import { broadcast, each } from './elementwise.ts';
import { arrayOf, flatIndex, fromFront, type NumberArray, zerosOf } from './number-array.ts';

/** Σ x over `axes` (negative ones from the back; default all); `keep` leaves them with length 1. */
export function sumOf(x: NumberArray, axes?: readonly number[], keep = false): NumberArray {
  const rank = x.shape.length;
  const over = new Set(axes?.map((axis) => fromFront(axis, rank)) ?? x.shape.keys());
  const kept = zerosOf(x.shape.map((length, axis) => (over.has(axis) ? 1 : length)));
  arrayOf(x.shape, (index, flat) => {
    const target = flatIndex(
      kept.shape,
      index.map((i, axis) => (over.has(axis) ? 0 : i)),
    );
    kept.data[target] += x.data[flat];
    return 0;
  });
  return keep ? kept : { shape: x.shape.filter((_, axis) => !over.has(axis)), data: kept.data };
}

/** Σ x / n over `axes`. */
export function meanOf(x: NumberArray, axes?: readonly number[], keep = false): NumberArray {
  const sum = sumOf(x, axes, keep);
  const count = x.data.length / sum.data.length;
  return { shape: sum.shape, data: sum.data.map((total) => total / count) };
}

/** x - ln Σ exp x along an axis, the largest taken out first. */
export function logSoftmaxOf(x: NumberArray, axis: number): NumberArray {
  const along = fromFront(axis, x.shape.length);
  const length = x.shape[along];
  const largest = arrayOf(x.shape.with(along, 1), (index) => {
    const line = Array.from({ length }, (_, i) => x.data[flatIndex(x.shape, index.with(along, i))]);
    return Math.max(...line);
  });
  const less = broadcast((value, most) => value - most, x, largest);
  const total = sumOf(each(Math.exp, less), [along], true);
  return broadcast((value, sum) => value - Math.log(sum), less, total);
}
