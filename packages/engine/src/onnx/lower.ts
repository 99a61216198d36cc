import { GraphError } from '../graph/errors.ts';
import type { Device, Value } from '../graph/operation.ts';
import { leavesOf, type Named, type Program } from '../graph/program.ts';
import { elementCount, fixedShape, formatShape, sameShape } from '../graph/shape.ts';
import { ancestry, type Tensor } from '../graph/tensor.ts';
import { reshape } from '../ops/shape.ts';
import { GraphWriter, ONNX_ELEMENT } from './emitter.ts';
import { encodeModel, type OnnxValueInfo } from './messages.ts';

/** Opset 20 is the first with GELU and the last that needs no newer file version than most readers have. */
const OPSET = 20;
const FILE_VERSION = 9;

/** A program as an ONNX file, and what to feed it and fetch from it. */
export interface LoweredProgram {
  readonly bytes: Uint8Array;
  readonly inputs: readonly Named[];
  /** States that are fed at every run: all but those folded in as constants. */
  readonly states: readonly Named[];
  readonly outputs: readonly Named[];
  /** The output that carries a state's next value, by the state's name. */
  readonly updates: ReadonlyMap<string, string>;
}

export interface LowerOptions {
  readonly device: Device;
  /** How many channels a block of the runtime's blocked layout has. Default 0, none, which runs everywhere. */
  readonly blocked?: number;
  /** States to write into the file as constants, by name: weights that no longer change. Default none. */
  readonly folded?: ReadonlyMap<string, Float32Array>;
  /** Written into the file for its readers, such as what the model is for. */
  readonly properties?: Readonly<Record<string, string>>;
}

/**
 * Writes a program as ONNX.
 * @throws GraphError where a folded value is no state's, is that of a state that changes, or has another length
 */
export function lower(
  program: Program,
  { device, blocked = 0, folded = new Map(), properties = {} }: LowerOptions,
): LoweredProgram {
  const writer = new GraphWriter(device, blocked);
  const { inputs, states } = leavesOf(program);
  requireFoldable(folded, program, states);
  const updates = [...(program.updates ?? [])].map(([state, next]) => ({
    name: updateName(state),
    tensor: flat(next),
    state,
  }));
  const outputs = Object.entries(program.outputs).map(([name, tensor]) => ({ name, tensor }));

  const values = new Map<Tensor, Value>();
  for (const { name, tensor } of inputs) values.set(tensor, name);
  for (const { name, tensor } of states) {
    const shape = fixedShape(tensor.shape, `state '${name}'`);
    const data = folded.get(name);
    if (data) writer.array(tensor.dtype, data, shape, name);
    // a reshape costs nothing; a flat file of weights lets optimisers work on vectors (see flat)
    const shaped =
      data || shape.length === 1
        ? name
        : writer.node('Reshape', [name, writer.constant('int64', shape, [shape.length])]);
    values.set(tensor, shaped);
  }
  for (const tensor of ancestry([...outputs, ...updates].map((named) => named.tensor))) {
    if (!values.has(tensor)) values.set(tensor, lowerTensor(tensor, values, writer));
  }
  for (const { name, tensor } of [...outputs, ...updates]) writer.handOut(values.get(tensor) as Value, name);

  const fed = states
    .filter(({ name }) => !folded.has(name))
    .map(({ name, tensor }) => ({ name, tensor: flat(tensor) }));
  const bytes = encodeModel({
    version: FILE_VERSION,
    producer: 'leukolens',
    graph: {
      name: 'program',
      nodes: writer.nodesFor([...outputs, ...updates].map(({ name }) => name)),
      initializers: writer.initializers,
      inputs: [...inputs, ...fed].map(valueInfo),
      outputs: [...outputs, ...updates].map(valueInfo),
    },
    operatorSets: [...new Set([...writer.domains, ''])].map((domain) => ({
      domain,
      version: domain ? 1 : OPSET,
    })),
    properties: Object.entries(properties).map(([key, value]) => ({ key, value })),
  });
  return {
    bytes,
    inputs,
    states: fed,
    outputs,
    updates: new Map(updates.map(({ state, name }) => [stateName(state), name])),
  };
}

/** Refuses to fold in what is no state, changes, or has another length: the file would be invalid or wrong. */
function requireFoldable(
  folded: ReadonlyMap<string, Float32Array>,
  { updates }: Program,
  states: readonly Named[],
): void {
  const tensors = new Map(states.map(({ name, tensor }) => [name, tensor]));
  for (const [name, values] of folded) {
    const tensor = tensors.get(name);
    if (!tensor) {
      throw new GraphError(`folded: received '${name}'; expected the name of one of the program's states`);
    }
    if (updates?.has(tensor)) {
      throw new GraphError(
        `folded: received '${name}', which the program changes; expected a state that stays`,
      );
    }
    const count = elementCount(tensor.shape, `state '${name}'`);
    if (values.length !== count) {
      throw new GraphError(
        `folded: '${name}' received ${values.length} elements; expected ${count} for ${formatShape(tensor.shape)}`,
      );
    }
  }
}

function lowerTensor(tensor: Tensor, values: ReadonlyMap<Tensor, Value>, writer: GraphWriter): Value {
  const { origin } = tensor;
  if (origin.kind === 'constant')
    return writer.stored(tensor.dtype, origin.data, fixedShape(tensor.shape, 'a constant'));
  if (origin.kind !== 'operation') return origin.name;
  const { operation, inputs, attributes } = origin;
  return operation.lower({
    emit: writer,
    values: inputs.map((x) => values.get(x) as Value),
    inputs,
    attributes,
    y: tensor,
    valueOf: (x) => values.get(x) as Value,
  });
}

/**
 * A state as the vector under which it is fed and handed out: ONNX Runtime broadcasts a scalar over the kernel of a 1x1
 * convolution, whose last axes are 1, element by element, 16 times slower than over a vector.
 */
function flat(tensor: Tensor): Tensor {
  const vector = [elementCount(tensor.shape, 'a state')];
  // what was a vector before it was reshaped is handed out as it was: a reshape as a graph's output copies
  const { origin } = tensor;
  const source =
    origin.kind === 'operation' && origin.operation.name === 'reshape' ? origin.inputs[0] : undefined;
  return source && sameShape(source.shape, vector) ? source : reshape(tensor, vector);
}

function stateName(state: Tensor): string {
  return state.origin.kind === 'state' ? state.origin.name : '';
}

function updateName(state: Tensor): string {
  return `${stateName(state)}:next`;
}

function valueInfo({ name, tensor }: Named): OnnxValueInfo {
  const dimensions = tensor.shape.map((length) =>
    typeof length === 'string' ? { parameter: length } : { value: length },
  );
  return { name, type: { tensor: { element: ONNX_ELEMENT[tensor.dtype], shape: { dimensions } } } };
}
