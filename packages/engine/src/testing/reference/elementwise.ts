import { arrayOf, flatIndex, type NumberArray } from './number-array.ts';

/** NumPy's broadcasting: axes are aligned at the back, and an axis of length 1 repeats. */
export function broadcast(
  f: (...values: readonly number[]) => number,
  ...arrays: readonly NumberArray[]
): NumberArray {
  const rank = Math.max(...arrays.map(({ shape }) => shape.length));
  const aligned = arrays.map(({ shape }) => [...new Array<number>(rank - shape.length).fill(1), ...shape]);
  const shape = Array.from({ length: rank }, (_, axis) => Math.max(...aligned.map((each) => each[axis])));
  return arrayOf(shape, (index) =>
    f(
      ...arrays.map(({ data }, i) => {
        const own = aligned[i].map((length, axis) => (length === 1 ? 0 : index[axis]));
        return data[flatIndex(aligned[i], own)];
      }),
    ),
  );
}

/** `f` of every element. */
export function each(f: (x: number) => number, { shape, data }: NumberArray): NumberArray {
  return { shape, data: data.map(f) };
}

/** 1 / (1 + e⁻ˣ), exact in relative terms for all x. */
export function sigmoidOf(x: number): number {
  return x >= 0 ? 1 / (1 + Math.exp(-x)) : Math.exp(x) / (1 + Math.exp(x));
}

/** tanh(ln(1 + eˣ)), as defined; ln(1 + eˣ) = x for x so large that eˣ overflows. */
export function mishGateOf(x: number): number {
  return Math.tanh(x > 30 ? x : Math.log1p(Math.exp(x)));
}

/** x tanh(ln(1 + eˣ)). */
export function mishOf(x: number): number {
  return x * mishGateOf(x);
}
