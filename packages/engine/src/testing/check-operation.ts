import type { AnyTypedArray } from '../graph/data-type.ts';
import { gradients } from '../graph/gradients.ts';
import { keyOf, uniform } from '../graph/random.ts';
import { formatShape, sameShape } from '../graph/shape.ts';
import { ancestry, input, type Tensor } from '../graph/tensor.ts';
import { add, mul } from '../ops/elementwise.ts';
import { sum } from '../ops/reduce.ts';
import type { Runtime } from '../runtime/runtime.ts';
import { compile } from '../runtime/session.ts';
import { derivativeAlong, moved, numericalGradients, unitDirection } from './numerical-gradient.ts';
import { operandValues } from './operands.ts';
import { type OperationCase, toleranceOf } from './operation-case.ts';
import type { NumberArray } from './reference/number-array.ts';

/** How far the engine is from the definition, relative to the largest magnitude of each tensor. */
export interface Check {
  readonly forwardError: number;
  /** For each operand; 0 for those without a gradient. */
  readonly gradientErrors: readonly number[];
  /** Of the gradient of Σ gradient², over all operands; 0 where the case does not ask for it. */
  readonly secondError: number;
}

/** Elements up to which every derivative is checked, instead of a sample. */
const FEW = 60;
/** A gradient smaller than this is rounding: errors are relative to no less. */
const FLOOR = 1e-6;

/**
 * Runs a case on `runtime` and compares the result with the reference, and the gradients of Σ weighting result, the
 * weighting random, with central differences of the reference.
 * @throws Error where the result has another shape than the reference
 */
export async function checkOperation(each: OperationCase, runtime: Runtime): Promise<Check> {
  const key = `${each.operation}/${each.title}`;
  const inputs = each.operands.map(({ shape, dtype }, i) => input(`x${i}`, shape, dtype));
  const feeds = each.operands.map((plan, i) => operandValues(plan, `${key}/${i}`));
  const arrays = feeds.map((data, i) => ({ shape: each.operands[i].shape, data: numbers(data) }));
  const result = each.build(inputs);
  const expected = each.reference(arrays);
  if (!sameShape(result.shape, expected.shape)) {
    throw new Error(`${key}: the result is ${result}; expected ${formatShape(expected.shape)}`);
  }
  const weighting = Float32Array.from(expected.data, (_, i) => 2 * uniform(keyOf(key), i) - 1);
  const moving = each.operands.flatMap(({ dtype, differentiable = dtype === undefined }, i) =>
    differentiable ? [i] : [],
  );
  const found = await compute(each, runtime, { inputs, feeds, result, weighting, moving });
  return {
    forwardError: relativeError(found.result, expected.data),
    gradientErrors: each.operands.map((_, operand) => {
      const gradient = found.gradients.get(operand);
      return gradient ? gradientError(each, arrays, weighting, operand, gradient) : 0;
    }),
    secondError: found.second ? secondError(each, arrays, weighting, moving, found.second) : 0,
  };
}

/** The bounds that a check exceeds, in words; none for a pass. */
export function failuresOf(each: OperationCase, check: Check): string[] {
  const { forward, gradient, second } = toleranceOf(each);
  const within = (error: number, bound: number, what: string) =>
    error <= bound ? [] : [`${what} is off by ${error.toExponential(1)}; allowed ${bound}`];
  return [
    ...within(check.forwardError, forward, 'the result'),
    ...check.gradientErrors.flatMap((error, i) => within(error, gradient, `the gradient to operand ${i}`)),
    ...within(check.secondError, second, 'the second derivative'),
  ];
}

interface Setting {
  readonly inputs: readonly Tensor[];
  readonly feeds: readonly AnyTypedArray[];
  readonly result: Tensor;
  readonly weighting: Float32Array;
  /** The operands that gradients are asked for. */
  readonly moving: readonly number[];
}

interface Computed {
  readonly result: Float64Array;
  readonly gradients: ReadonlyMap<number, Float64Array>;
  /** The gradients of Σ gradient² to all moving operands, one after another. */
  readonly second?: Float64Array;
}

/** One run of the engine: the result and all gradients. */
async function compute(
  each: OperationCase,
  runtime: Runtime,
  { inputs, feeds, result, weighting, moving }: Setting,
): Promise<Computed> {
  const weights = input('weighting', result.shape);
  const targets = moving.map((i) => inputs[i]);
  const first = targets.length > 0 ? gradients(sum(mul(result, weights)), targets) : [];
  const energy = first.map((gradient) => sum(mul(gradient, gradient)));
  const second = each.second
    ? secondGradients(
        energy.reduce((a, b) => add(a, b)),
        targets,
      )
    : [];
  const outputs: Record<string, Tensor> = { result };
  first.forEach((gradient, i) => {
    outputs[`first${i}`] = gradient;
  });
  second.forEach((gradient, i) => {
    outputs[`second${i}`] = gradient;
  });
  const session = await compile({ outputs }, runtime);
  try {
    const named = [...feeds.map((data, i) => [`x${i}`, data] as const), ['weighting', weighting] as const];
    // an operand that the result does not depend on is no input of the program
    const results = await session.run(
      Object.fromEntries(named.filter(([name]) => session.inputs.includes(name))),
    );
    const data = (name: string) => numbers(results[name].data);
    return {
      result: data('result'),
      gradients: new Map(moving.map((operand, i) => [operand, data(`first${i}`)])),
      ...(each.second && {
        second: Float64Array.from(second.flatMap((_, i) => [...data(`second${i}`)])),
      }),
    };
  } finally {
    await session.release();
  }
}

/** The gradients of a scalar; of zeros where it does not depend on a tensor at all, as in linear operations. */
function secondGradients(of: Tensor, tensors: readonly Tensor[]): Tensor[] {
  const used = new Set(ancestry([of]));
  return tensors.map((tensor) => (used.has(tensor) ? gradients(of, [tensor])[0] : mul(tensor, 0)));
}

/** The error of one operand's gradient: at every element, or at a sample and along one random direction. */
function gradientError(
  { reference, operation, title, nudge = 1e-5, samples = 40 }: OperationCase,
  arrays: readonly NumberArray[],
  weighting: ArrayLike<number>,
  operand: number,
  gradient: Float64Array,
): number {
  const count = gradient.length;
  const hash = keyOf(operation, title, operand);
  const elements =
    count <= FEW
      ? [...gradient.keys()]
      : Array.from({ length: samples }, (_, i) => Math.floor(uniform(hash, i) * count));
  const errors = elements.map((element) => {
    const direction = unitDirection(arrays, operand, element);
    return gradient[element] - derivativeAlong(reference, arrays, weighting, direction, nudge);
  });
  if (count > FEW) {
    const length = Math.sqrt(count / 3);
    const along = gradient.map((_, i) => (2 * uniform(hash, samples + i) - 1) / length);
    const direction = arrays.map((_, i) => (i === operand ? along : undefined));
    const expected = derivativeAlong(reference, arrays, weighting, direction, nudge);
    errors.push(gradient.reduce((total, value, i) => total + value * along[i], 0) - expected);
  }
  const scale = Math.max(largest(gradient), FLOOR);
  return Number.isFinite(scale) ? largest(errors) / scale : scale;
}

/** Step of the second differences: wide, since rounding enters divided by its square. */
const SECOND_NUDGE = 1e-3;

/**
 * The error of ∇ Σ g², g being all gradients: by the chain rule 2 H g, H being the matrix of second derivatives, which
 * is symmetric; so twice the derivative of the gradients along g.
 */
function secondError(
  { reference }: OperationCase,
  arrays: readonly NumberArray[],
  weighting: ArrayLike<number>,
  moving: readonly number[],
  found: Float64Array,
): number {
  const gradientsAt = (at: readonly NumberArray[]) =>
    numericalGradients(reference, at, weighting, moving, SECOND_NUDGE);
  const flat = (direction: readonly (Float64Array | undefined)[]) =>
    direction.flatMap((part) => (part ? [...part] : []));
  const direction = gradientsAt(arrays);
  const length = Math.hypot(...flat(direction)) || 1;
  const up = flat(gradientsAt(moved(arrays, direction, SECOND_NUDGE / length)));
  const down = flat(gradientsAt(moved(arrays, direction, -SECOND_NUDGE / length)));
  const expected = up.map((value, i) => ((value - down[i]) * length) / SECOND_NUDGE);
  return relativeError(found, expected);
}

function numbers(data: AnyTypedArray): Float64Array {
  return Float64Array.from(data as ArrayLike<number | bigint>, Number);
}

function largest(values: ArrayLike<number>): number {
  let most = 0;
  for (let i = 0; i < values.length; i++) {
    const magnitude = Math.abs(values[i]);
    // NaN is larger than everything
    if (!(magnitude <= most)) most = Number.isNaN(magnitude) ? Number.POSITIVE_INFINITY : magnitude;
  }
  return most;
}

/** The largest difference over the largest magnitude; infinite where a number is not finite. */
function relativeError(found: ArrayLike<number>, expected: ArrayLike<number>): number {
  if (found.length !== expected.length) return Number.POSITIVE_INFINITY;
  const differences = Array.from(expected, (value, i) => found[i] - value);
  return largest(differences) / Math.max(largest(expected), FLOOR);
}
