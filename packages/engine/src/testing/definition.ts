import type { AnyTypedArray } from '../graph/data-type.ts';
import { keyOf, uniform } from '../graph/random.ts';
import { type Direction, derivativeAlong, moved, numericalGradients } from './numerical-gradient.ts';
import { operandValues } from './operands.ts';
import type { OperationCase } from './operation-case.ts';
import type { NumberArray } from './reference/number-array.ts';

/** The derivative of the loss along one direction of one operand: Σ along[i] ∂loss/∂element[i]. */
export interface Probe {
  readonly elements: readonly number[];
  readonly along: ArrayLike<number>;
  readonly derivative: number;
}

/** What a case feeds, and what it must give. */
export interface Definition {
  readonly feeds: readonly AnyTypedArray[];
  readonly expected: NumberArray;
  /** Random; the loss is Σ weighting result. */
  readonly weighting: Float32Array;
  /** The operands that gradients are checked for. */
  readonly moving: readonly number[];
  /** For each operand; none for those without a gradient. */
  readonly probes: readonly (readonly Probe[])[];
  /** The gradients of Σ gradient² to all moving operands, one after another; empty where they are not checked. */
  readonly second: readonly number[];
}

/** Elements up to which every derivative is checked, instead of a sample. */
const FEW = 60;

const known = new WeakMap<OperationCase, Definition>();

/** What a case must give, by its reference in float64. It is worked out once, for all runtimes. */
export function definitionOf(each: OperationCase): Definition {
  const definition = known.get(each) ?? define(each);
  known.set(each, definition);
  return definition;
}

/** Numbers of any dtype in float64. */
export function numbers(data: AnyTypedArray): Float64Array {
  return Float64Array.from(data as ArrayLike<number | bigint>, Number);
}

function define(each: OperationCase): Definition {
  const key = `${each.operation}/${each.title}`;
  const feeds = each.operands.map((plan, i) => operandValues(plan, `${key}/${i}`));
  const arrays = feeds.map((data, i) => ({ shape: each.operands[i].shape, data: numbers(data) }));
  const expected = each.reference(arrays);
  const weighting = Float32Array.from(expected.data, (_, i) => 2 * uniform(keyOf(key), i) - 1);
  const moving = each.operands.flatMap(({ dtype, differentiable = dtype === undefined }, i) =>
    differentiable ? [i] : [],
  );
  return {
    feeds,
    expected,
    weighting,
    moving,
    probes: arrays.map((_, i) => (moving.includes(i) ? probesOf(each, arrays, weighting, i) : [])),
    second: each.second ? secondGradients(each, arrays, weighting, moving) : [],
  };
}

/** The derivatives by every element; or by a sample, and along one random direction of length 1. */
function probesOf(
  { reference, operation, title, nudge = 1e-5, samples = 40 }: OperationCase,
  arrays: readonly NumberArray[],
  weighting: ArrayLike<number>,
  operand: number,
): Probe[] {
  const count = arrays[operand].data.length;
  const hash = keyOf(operation, title, operand);
  const probe = (elements: readonly number[], along: ArrayLike<number>): Probe => {
    const moves = new Float64Array(arrays[operand].data.length);
    for (const [i, element] of elements.entries()) moves[element] = along[i];
    const direction = arrays.map((_, i) => (i === operand ? moves : undefined));
    return { elements, along, derivative: derivativeAlong(reference, arrays, weighting, direction, nudge) };
  };
  if (count <= FEW) return Array.from({ length: count }, (_, element) => probe([element], [1]));
  const sample = Array.from({ length: samples }, (_, i) => Math.floor(uniform(hash, i) * count));
  const length = Math.sqrt(count / 3);
  const along = Float64Array.from({ length: count }, (_, i) => (2 * uniform(hash, samples + i) - 1) / length);
  return [
    ...sample.map((element) => probe([element], [1])),
    probe(
      Array.from(along, (_, i) => i),
      along,
    ),
  ];
}

/** Step of the second differences: wide, since rounding enters divided by its square. */
const SECOND_NUDGE = 1e-3;

/**
 * ∇ Σ g², g being all gradients: by the chain rule 2 H g, H being the matrix of second derivatives, which is symmetric;
 * so twice the derivative of the gradients along g.
 */
function secondGradients(
  { reference }: OperationCase,
  arrays: readonly NumberArray[],
  weighting: ArrayLike<number>,
  moving: readonly number[],
): number[] {
  const gradientsAt = (at: readonly NumberArray[]) =>
    numericalGradients(reference, at, weighting, moving, SECOND_NUDGE);
  const flat = (direction: Direction) => direction.flatMap((part) => (part ? [...part] : []));
  const direction = gradientsAt(arrays);
  const length = Math.hypot(...flat(direction)) || 1;
  const up = flat(gradientsAt(moved(arrays, direction, SECOND_NUDGE / length)));
  const down = flat(gradientsAt(moved(arrays, direction, -SECOND_NUDGE / length)));
  return up.map((value, i) => ((value - down[i]) * length) / SECOND_NUDGE);
}
