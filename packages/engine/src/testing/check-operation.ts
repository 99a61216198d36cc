import { gradients } from '../graph/gradients.ts';
import { formatShape, sameShape } from '../graph/shape.ts';
import { ancestry, input, type Tensor } from '../graph/tensor.ts';
import { add, mul } from '../ops/elementwise.ts';
import { sum } from '../ops/reduce.ts';
import type { Runtime } from '../runtime/runtime.ts';
import { compile } from '../runtime/session.ts';
import { type Definition, definitionOf, numbers, type Probe } from './definition.ts';
import { type OperationCase, toleranceOf } from './operation-case.ts';

/** How far the engine is from the definition, relative to the largest magnitude of each tensor. */
export interface Check {
  readonly forwardError: number;
  /** For each operand; 0 for those without a gradient. */
  readonly gradientErrors: readonly number[];
  /** Of the gradient of Σ gradient², over all operands; 0 where the case does not ask for it. */
  readonly secondError: number;
}

/** A gradient smaller than this is rounding: errors are relative to no less. */
const FLOOR = 1e-6;

/**
 * Runs a case on `runtime` and compares the result with the reference, and the gradients of Σ weighting result, the
 * weighting random, with central differences of the reference.
 * @throws Error where the result has another shape than the reference
 */
export async function checkOperation(each: OperationCase, runtime: Runtime): Promise<Check> {
  const definition = definitionOf(each);
  const inputs = each.operands.map(({ shape, dtype }, i) => input(`x${i}`, shape, dtype));
  const result = each.build(inputs);
  const { expected } = definition;
  if (!sameShape(result.shape, expected.shape)) {
    const name = `${each.operation}/${each.title}`;
    throw new Error(`${name}: the result is ${result}; expected ${formatShape(expected.shape)}`);
  }
  const found = await compute(each, runtime, definition, inputs, result);
  return {
    forwardError: relativeError(found.result, expected.data),
    gradientErrors: definition.probes.map((probes, operand) => {
      const gradient = found.gradients.get(operand);
      return gradient ? gradientError(gradient, probes) : 0;
    }),
    secondError: found.second ? relativeError(found.second, definition.second) : 0,
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
  { feeds, weighting, moving }: Definition,
  inputs: readonly Tensor[],
  result: Tensor,
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

/** The error of a gradient: at every probe, relative to its largest element. */
function gradientError(gradient: Float64Array, probes: readonly Probe[]): number {
  const errors = probes.map(({ elements, along, derivative }) => {
    const found = elements.reduce((total, element, i) => total + gradient[element] * along[i], 0);
    return found - derivative;
  });
  const scale = Math.max(largest(gradient), FLOOR);
  return Number.isFinite(scale) ? largest(errors) / scale : scale;
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
