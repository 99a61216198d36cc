import { GraphError } from './errors.ts';
import { formatShape, sameShape } from './shape.ts';
import { ancestry, requirePlain, type Tensor } from './tensor.ts';

/** What a session computes: tensors to hand out, and what becomes of its state. */
export interface Program {
  readonly outputs: Readonly<Record<string, Tensor>>;
  /** For each state tensor that changes, its value after the run. */
  readonly updates?: ReadonlyMap<Tensor, Tensor>;
}

/** A leaf of a program that has a name: an input or a state. */
export interface Named {
  readonly name: string;
  readonly tensor: Tensor;
}

/** The inputs and states that a program reads or writes, in the order in which they are first met. */
export interface Leaves {
  readonly inputs: readonly Named[];
  readonly states: readonly Named[];
}

/**
 * The named leaves of a program.
 * @throws GraphError where two different leaves share a name, or an update changes a shape or dtype
 */
export function leavesOf({ outputs, updates = new Map() }: Program): Leaves {
  const found = { input: new Map<string, Tensor>(), state: new Map<string, Tensor>() };
  for (const tensor of ancestry([...Object.values(outputs), ...updates.values(), ...updates.keys()])) {
    const { origin } = tensor;
    if (origin.kind !== 'input' && origin.kind !== 'state') continue;
    const other = found.input.get(origin.name) ?? found.state.get(origin.name);
    if (other) {
      throw new GraphError(
        `two tensors are named '${origin.name}': ${other} and ${tensor}; names must differ`,
      );
    }
    found[origin.kind].set(origin.name, tensor);
  }
  for (const name of Object.keys(outputs)) {
    requirePlain('an output', name);
    if (found.input.has(name) || found.state.has(name)) {
      throw new GraphError(`an output and an input or state are both named '${name}': names must differ`);
    }
  }
  for (const [state, next] of updates) {
    if (state.origin.kind !== 'state') throw new GraphError(`updates: received ${state}; expected a state`);
    if (state.dtype !== next.dtype || !sameShape(state.shape, next.shape)) {
      throw new GraphError(
        `update of '${state.origin.name}': received ${next.dtype}${formatShape(next.shape)}; ` +
          `expected ${state.dtype}${formatShape(state.shape)}`,
      );
    }
  }
  const list = (leaves: Map<string, Tensor>) => [...leaves].map(([name, tensor]) => ({ name, tensor }));
  return { inputs: list(found.input), states: list(found.state) };
}
