import type { DataType } from '../graph/data-type.ts';
import type { Tensor } from '../graph/tensor.ts';
import type { NumberArray } from './reference/number-array.ts';

/** What to feed for one operand of a case. */
export interface OperandPlan {
  readonly shape: readonly number[];
  /** Default float32. */
  readonly dtype?: DataType;
  /** Elements are uniform in low..high; whole numbers, ends included, for a whole dtype. Default -1..1, or 0..1 for bool. */
  readonly low?: number;
  readonly high?: number;
  /** These elements instead of random ones, repeated to the length of the shape. */
  readonly values?: readonly number[];
  /** Moves each element to the nearest offset + a multiple of step: off the kinks of what is not smooth. */
  readonly grid?: { readonly step: number; readonly offset: number };
  /** All elements different, evenly spaced over low..high, in random order: no ties, and no near ones. Default false. */
  readonly distinct?: true;
  /** Whether the gradient to it is checked. Default: for float32, yes. */
  readonly differentiable?: boolean;
}

/** Bounds on errors relative to the tensor's largest magnitude. */
export interface Tolerance {
  readonly forward: number;
  readonly gradient: number;
  readonly second: number;
}

/** An operation on given operands, with its definition in plain float64. */
export interface OperationCase {
  /** The operation's name in OPERATIONS, or that of a loss. */
  readonly operation: string;
  /** What is special about it; unique within the operation. */
  readonly title: string;
  readonly operands: readonly OperandPlan[];
  /** The engine's result, from one tensor for each operand. */
  readonly build: (tensors: readonly Tensor[]) => Tensor;
  /** The same by definition, from the same elements. */
  readonly reference: (arrays: readonly NumberArray[]) => NumberArray;
  /** Step of the central differences. Default 1e-5. */
  readonly nudge?: number;
  /** Elements of a large operand whose derivatives are checked. Default 40. */
  readonly samples?: number;
  /** Whether second derivatives are checked as well; for few elements. Default false. */
  readonly second?: true;
  /** Wider bounds than usual, with the reason. */
  readonly looser?: Partial<Tolerance> & { readonly because: string };
}

/**
 * Bounds for a case. Forward 1e-5 is some hundred roundings of float32, gradient 1e-4 a thousand; the second derivative
 * is a gradient of sums of squared gradients.
 */
export function toleranceOf({ looser }: OperationCase): Tolerance {
  return { forward: 1e-5, gradient: 1e-4, second: 1e-3, ...looser };
}
