import { type NumberArray, sizeOf } from './number-array.ts';
import { expandTo } from './shape.ts';

/** The matrix product over the last two axes; leading axes broadcast. */
export function matmulOf(a: NumberArray, b: NumberArray): NumberArray {
  const [rows, inner] = a.shape.slice(-2);
  const columns = b.shape[b.shape.length - 1];
  const rank = Math.max(a.shape.length, b.shape.length) - 2;
  const lead = (shape: readonly number[], axis: number) => shape[shape.length - 2 - rank + axis] ?? 1;
  const leading = Array.from({ length: rank }, (_, axis) =>
    Math.max(lead(a.shape, axis), lead(b.shape, axis)),
  );
  const left = expandTo(a, [...leading, rows, inner]).data;
  const right = expandTo(b, [...leading, inner, columns]).data;
  const data = new Float64Array(sizeOf(leading) * rows * columns);
  for (let matrix = 0; matrix < sizeOf(leading); matrix++) {
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++) {
        let total = 0;
        for (let k = 0; k < inner; k++) {
          total += left[(matrix * rows + row) * inner + k] * right[(matrix * inner + k) * columns + column];
        }
        data[(matrix * rows + row) * columns + column] = total;
      }
    }
  }
  return { shape: [...leading, rows, columns], data };
}
