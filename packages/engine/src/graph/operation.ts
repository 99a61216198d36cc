import type { DataType } from './data-type.ts';
import { GraphError } from './errors.ts';
import { formatShape, type Shape } from './shape.ts';
import { type Operand, Tensor, tensorOf } from './tensor.ts';

/** Where a graph runs. Formulations that differ in speed, never in meaning, may be chosen by it. */
export type Device = 'cpu' | 'wasm' | 'webgpu' | 'cuda';

/** The name of a value in an ONNX graph. */
export type Value = string;

/** An attribute of an ONNX node. A number is written as an integer; floats are marked. */
export type OnnxAttribute = number | string | readonly number[] | { readonly float: number };

/** Writes ONNX nodes. Equal nodes on equal inputs are written once. */
export interface Emitter {
  readonly device: Device;
  /**
   * How many channels ONNX Runtime's blocked layout (NCHWc) puts side by side on this processor: 8 or 16 natively on
   * most; 0 where there is none.
   */
  readonly blocked: number;
  /** Whether a value follows from constants alone, so that ONNX Runtime computes it when it loads the graph. */
  isConstant(value: Value): boolean;
  /** Adds a node of `operator` with one output and returns the output's name. An empty input name is an absent input. */
  node(
    operator: string,
    inputs: readonly Value[],
    attributes?: Readonly<Record<string, OnnxAttribute>>,
    domain?: string,
  ): Value;
  /** Adds a node with several outputs. */
  nodes(
    operator: string,
    inputs: readonly Value[],
    attributes: Readonly<Record<string, OnnxAttribute>>,
    outputs: number,
  ): Value[];
  /** A constant; no shape is a scalar for one value, a vector for several. */
  constant(dtype: DataType, values: readonly number[], shape?: readonly number[]): Value;
}

export type Tensors = readonly Tensor[];

export interface Lowering<I extends Tensors, A> {
  readonly emit: Emitter;
  /** The names of the inputs' values. */
  readonly values: { readonly [K in keyof I]: Value };
  readonly inputs: I;
  readonly attributes: A;
  /** The operation's result, for its shape and dtype. */
  readonly y: Tensor;
  /** The name of the value of a tensor further up, for operations that are written together with what feeds them. */
  valueOf(tensor: Tensor): Value;
}

export interface Differentiation<I extends Tensors, A> {
  /** The gradient of the loss with respect to the result. */
  readonly dy: Tensor;
  readonly inputs: I;
  readonly attributes: A;
  /** The result itself: a rule that reads it keeps it alive until the backward pass. */
  readonly y: Tensor;
}

/**
 * One operation. `gradient` is required: without it the definition does not compile. A rule returns one gradient per
 * input, as other operations, in any shape that broadcasts from the input's: the backward walk sums it back. An input
 * that takes no gradient (an index, a mask) gets undefined.
 */
export interface Operation<I extends Tensors = Tensors, A = unknown> {
  readonly name: string;
  /** What it computes, in one line, for the operations page. */
  readonly summary: string;
  /** What its inputs may hold. Default float32 alone. */
  readonly dtypes?: readonly DataType[];
  /** The result's shape, and its dtype where that is not the first input's. */
  result(inputs: I, attributes: A): { readonly shape: Shape; readonly dtype?: DataType };
  lower(lowering: Lowering<I, A>): Value;
  /** The derivative in one line, for the operations page. */
  readonly derivative: string;
  gradient(differentiation: Differentiation<I, A>): { readonly [K in keyof I]: Tensor | undefined };
}

/** For operations that take whole numbers too, such as the arithmetic of labels and random keys. */
export const NUMBERS: readonly DataType[] = ['float32', 'int32', 'int64'];
/** For operations that take every dtype. */
export const ANY: readonly DataType[] = [...NUMBERS, 'bool'];

/**
 * Adds an operation to the graph.
 * @throws GraphError where the operation does not take the dtypes or shapes of `inputs`
 */
export function apply<I extends Tensors, A>(operation: Operation<I, A>, inputs: I, attributes: A): Tensor {
  requireDtype(operation.name, inputs, operation.dtypes);
  const { shape, dtype } = operation.result(inputs, attributes);
  return new Tensor(dtype ?? inputs[0]?.dtype ?? 'float32', shape, {
    kind: 'operation',
    operation: operation as Operation,
    inputs,
    attributes,
  });
}

type Operands<I extends Tensors> = { readonly [K in keyof I]: Operand };

/** An operation as a function of its operands, with its definition beside it. */
export type Operator<I extends Tensors, A = undefined> = ((
  ...operands: A extends undefined ? Operands<I> : readonly [...Operands<I>, A]
) => Tensor) & {
  readonly operation: Operation<I, A>;
};

/** The function that applies `operation`: operands first, then its attributes if it has any. */
export function operator<I extends Tensors, A = undefined>(arity: I['length'], operation: Operation<I, A>) {
  const call = (...operands: readonly unknown[]): Tensor =>
    apply(
      operation,
      operands.slice(0, arity).map((operand) => tensorOf(operand as Operand)) as unknown as I,
      operands[arity] as A,
    );
  return Object.assign(call, { operation }) as unknown as Operator<I, A>;
}

/** Refuses shapes, naming the operation and every input's shape. */
export function shapeError(name: string, inputs: Tensors, expected: string): GraphError {
  const received = inputs.map(({ shape }) => formatShape(shape)).join(' and ');
  return new GraphError(`${name}: received ${received}; expected ${expected}`);
}

/** Refuses inputs of other dtypes than those `allowed`. */
export function requireDtype(
  name: string,
  inputs: Tensors,
  allowed: readonly DataType[] = ['float32'],
): void {
  if (inputs.every(({ dtype }) => allowed.includes(dtype))) return;
  throw shapeError(name, inputs, `${allowed.join(' or ')}, not ${formatDtypes(inputs)}: use cast`);
}

/**
 * Refuses operands of more than one dtype.
 * @param operands those that have to agree; default all `inputs`
 */
export function requireOneDtype(name: string, inputs: Tensors, operands = inputs): void {
  if (operands.every(({ dtype }) => dtype === operands[0]?.dtype)) return;
  throw shapeError(name, inputs, `one dtype, not ${formatDtypes(operands)}: use cast`);
}

function formatDtypes(tensors: Tensors): string {
  return tensors.map(({ dtype }) => dtype).join(' and ');
}

/** For results that change in steps, whose derivative is zero or undefined everywhere. */
export function noGradient<I extends Tensors>(inputs: I): { readonly [K in keyof I]: undefined } {
  return inputs.map(() => undefined) as unknown as { readonly [K in keyof I]: undefined };
}
