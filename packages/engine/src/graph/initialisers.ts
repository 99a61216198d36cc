import { keyOf, normal, uniform } from './random.ts';
import { elementCount } from './shape.ts';

/** Initial values for a shape; equal keys give equal values. */
export type Initialiser = (shape: readonly number[], key: string) => Float32Array;

/** Every element `value`. */
export function filled(value: number): Initialiser {
  return (shape) => new Float32Array(elementCount(shape)).fill(value);
}

export const zeros = filled(0);
export const ones = filled(1);

/** Inputs that each output element sums: all but the first axis. */
function fanIn(shape: readonly number[]): number {
  return elementCount(shape.slice(1));
}

/** Uniform in ±bound. */
export function uniformWithin(bound: number): Initialiser {
  return (shape, key) => {
    const hash = keyOf(key);
    return drawn(shape, (i) => (2 * uniform(hash, i) - 1) * bound);
  };
}

/** Uniform in ±1/√(inputs per output): PyTorch's default for kernels and matrices. */
export const fanInUniform: Initialiser = (shape, key) =>
  uniformWithin(1 / Math.sqrt(fanIn(shape)))(shape, key);

/** Normal with variance 2 / (outputs × kernel area), He et al. 2015: what residual networks start from. */
export const fanOutNormal: Initialiser = (shape, key) => {
  const hash = keyOf(key);
  const [out = 1, , ...kernel] = shape;
  const deviation = Math.sqrt(2 / (out * elementCount(kernel)));
  return drawn(shape, (i) => normal(hash, i) * deviation);
};

/** A plain loop: with 25 million weights, Float32Array.from takes seconds. */
function drawn(shape: readonly number[], draw: (index: number) => number): Float32Array {
  const values = new Float32Array(elementCount(shape));
  for (let i = 0; i < values.length; i++) values[i] = draw(i);
  return values;
}
