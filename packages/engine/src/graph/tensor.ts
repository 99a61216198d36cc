import { type AnyTypedArray, carries, type DataType, typedArray } from './data-type.ts';
import { GraphError } from './errors.ts';
import type { Operation } from './operation.ts';
import { elementCount, formatShape, hasWholeLengths, type Shape } from './shape.ts';

/** Where a tensor's elements come from. */
export type Origin =
  /** Fed by the caller at every run. */
  | { readonly kind: 'input'; readonly name: string }
  /** Kept by the session from run to run: weights, running statistics, an optimiser's moments. */
  | { readonly kind: 'state'; readonly name: string }
  | { readonly kind: 'constant'; readonly data: AnyTypedArray }
  | {
      readonly kind: 'operation';
      readonly operation: Operation;
      readonly inputs: readonly Tensor[];
      readonly attributes: unknown;
    };

/** A symbolic tensor: its dtype, its shape, and where it comes from. It holds no elements until a session runs. */
export class Tensor {
  readonly dtype: DataType;
  readonly shape: Shape;
  readonly origin: Origin;

  constructor(dtype: DataType, shape: Shape, origin: Origin) {
    this.dtype = dtype;
    this.shape = shape;
    this.origin = origin;
  }

  /** The tensors it is computed from; none for a leaf. */
  get inputs(): readonly Tensor[] {
    return this.origin.kind === 'operation' ? this.origin.inputs : [];
  }

  toString(): string {
    const { origin } = this;
    const made = origin.kind === 'operation' ? origin.operation.name : origin.kind;
    return `${made} ${this.dtype}${formatShape(this.shape)}`;
  }
}

/** What an operation accepts for a tensor: a number is a float32 scalar. */
export type Operand = Tensor | number;

/** Refuses names with a colon, with which the names of memories and of what a graph computes are made. */
export function requirePlain(what: string, name: string): void {
  if (name.includes(':')) throw new GraphError(`${what} is named '${name}': a name may not have a colon`);
}

/**
 * A tensor that the caller feeds at every run.
 * @param shape an axis given by name (`'batch'`) stays open until then
 * @param dtype default float32
 */
export function input(name: string, shape: Shape, dtype: DataType = 'float32'): Tensor {
  requirePlain('an input', name);
  if (!hasWholeLengths(shape)) {
    throw new GraphError(
      `input '${name}': a length must be a positive whole number, received ${formatShape(shape)}`,
    );
  }
  return new Tensor(dtype, shape, { kind: 'input', name });
}

/**
 * A tensor whose elements never change.
 * @param values as many as the shape has elements, in row-major order; a typed array is kept, not copied
 */
export function constant(
  values: readonly number[] | AnyTypedArray,
  shape: readonly number[],
  dtype: DataType = 'float32',
): Tensor {
  const data = Array.isArray(values) ? typedArray(dtype, values) : values;
  if (!carries(dtype, data) || data.length !== elementCount(shape)) {
    throw new GraphError(
      `constant ${dtype}${formatShape(shape)}: received ${data.constructor.name} of ${data.length}, ` +
        `expected ${elementCount(shape)} elements of ${dtype}`,
    );
  }
  return new Tensor(dtype, shape, { kind: 'constant', data });
}

/** An operand as a tensor. */
export function tensorOf(operand: Operand): Tensor {
  return typeof operand === 'number' ? constant([operand], []) : operand;
}

/** `tensors` and all they are computed from, each once, every tensor after its inputs. */
export function ancestry(tensors: Iterable<Tensor>): Tensor[] {
  const order: Tensor[] = [];
  const seen = new Set<Tensor>();
  // an explicit stack: a deep network would overflow the language's own
  const stack: { tensor: Tensor; next: number }[] = [];
  for (const root of tensors) {
    stack.push({ tensor: root, next: 0 });
    for (let top = stack.at(-1); top; top = stack.at(-1)) {
      if (top.next === 0 && seen.has(top.tensor)) {
        stack.pop();
        continue;
      }
      seen.add(top.tensor);
      const child = top.tensor.inputs[top.next++];
      if (child) {
        if (!seen.has(child)) stack.push({ tensor: child, next: 0 });
      } else {
        order.push(top.tensor);
        stack.pop();
      }
    }
  }
  return order;
}
