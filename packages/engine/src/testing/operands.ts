import { type AnyTypedArray, typedArray } from '../graph/data-type.ts';
import { keyOf, uniform } from '../graph/random.ts';
import type { OperandPlan } from './operation-case.ts';
import { sizeOf } from './reference/number-array.ts';

/** The elements of an operand. Equal keys give equal elements, rounded to what the dtype holds. */
export function operandValues(plan: OperandPlan, key: string): AnyTypedArray {
  const { shape, dtype = 'float32', values, grid } = plan;
  const { low = dtype === 'bool' ? 0 : -1, high = 1, distinct } = plan;
  const count = sizeOf(shape);
  const hash = keyOf(key);
  if (values) {
    return typedArray(
      dtype,
      Array.from({ length: count }, (_, i) => values[i % values.length]),
    );
  }
  const numbers = distinct
    ? shuffled(count, hash).map((place) => low + ((high - low) * (place + 0.5)) / count)
    : Array.from({ length: count }, (_, i) => low + (high - low) * uniform(hash, i));
  if (dtype !== 'float32') {
    return typedArray(
      dtype,
      numbers.map((_, i) => Math.floor(low + (high - low + 1) * uniform(hash, i))),
    );
  }
  return typedArray(
    dtype,
    grid ? numbers.map((x) => Math.round((x - grid.offset) / grid.step) * grid.step + grid.offset) : numbers,
  );
}

/** The numbers below `count` in random order. */
function shuffled(count: number, hash: number): number[] {
  return Array.from({ length: count }, (_, i) => i).sort((a, b) => uniform(hash, a) - uniform(hash, b));
}
