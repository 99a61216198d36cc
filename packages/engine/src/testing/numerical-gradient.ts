import type { NumberArray } from './reference/number-array.ts';

/** A float64 function of several arrays. */
export type NumberFunction = (arrays: readonly NumberArray[]) => NumberArray;

/** A direction: one number for each element of each operand that moves; undefined for one that stays. */
export type Direction = readonly (Float64Array | undefined)[];

/**
 * The derivative of Σ weighting f(arrays) along `direction`, by central differences with steps of ± nudge. The difference
 * is taken element by element before summing, so that what does not change cancels exactly.
 */
export function derivativeAlong(
  f: NumberFunction,
  arrays: readonly NumberArray[],
  weighting: ArrayLike<number>,
  direction: Direction,
  nudge: number,
): number {
  const up = f(moved(arrays, direction, nudge)).data;
  const down = f(moved(arrays, direction, -nudge)).data;
  return up.reduce((sum, value, i) => sum + weighting[i] * (value - down[i]), 0) / (2 * nudge);
}

/** `arrays` moved by `length` times `direction`. */
export function moved(arrays: readonly NumberArray[], direction: Direction, length: number): NumberArray[] {
  return arrays.map((array, operand) => {
    const along = direction[operand];
    return along
      ? { shape: array.shape, data: array.data.map((value, i) => value + length * along[i]) }
      : array;
  });
}

/** The direction of one element of one operand. */
function unitDirection(arrays: readonly NumberArray[], operand: number, element: number): Direction {
  return arrays.map((array, i) => {
    if (i !== operand) return undefined;
    const along = new Float64Array(array.data.length);
    along[element] = 1;
    return along;
  });
}

/** All derivatives of Σ weighting f(arrays) by each element of the operands named. */
export function numericalGradients(
  f: NumberFunction,
  arrays: readonly NumberArray[],
  weighting: ArrayLike<number>,
  operands: readonly number[],
  nudge: number,
): Direction {
  return arrays.map((array, operand) =>
    operands.includes(operand)
      ? array.data.map((_, element) =>
          derivativeAlong(f, arrays, weighting, unitDirection(arrays, operand, element), nudge),
        )
      : undefined,
  );
}
