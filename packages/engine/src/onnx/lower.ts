import type { Device, Value } from '../graph/operation.ts';
import { leavesOf, type Named, type Program } from '../graph/program.ts';
import { fixedShape } from '../graph/shape.ts';
import { ancestry, type Tensor } from '../graph/tensor.ts';
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
  /** States to write into the file as constants, by name: weights that no longer change. */
  readonly folded?: ReadonlyMap<string, Float32Array>;
  /** Written into the file for its readers, such as what the model is for. */
  readonly properties?: Readonly<Record<string, string>>;
}

/** Writes a program as ONNX. */
export function lower(
  program: Program,
  { device, folded = new Map(), properties = {} }: LowerOptions,
): LoweredProgram {
  const writer = new GraphWriter(device);
  const { inputs, states } = leavesOf(program);
  const updates = [...(program.updates ?? [])].map(([state, next]) => ({
    name: updateName(state),
    tensor: next,
    state,
  }));
  const outputs = Object.entries(program.outputs).map(([name, tensor]) => ({ name, tensor }));

  const values = new Map<Tensor, Value>();
  for (const { name, tensor } of [...inputs, ...states]) values.set(tensor, name);
  for (const { name, tensor } of states) {
    const data = folded.get(name);
    if (data) writer.array(tensor.dtype, data, fixedShape(tensor.shape, `state '${name}'`), name);
  }
  for (const tensor of ancestry([...outputs, ...updates].map((named) => named.tensor))) {
    if (!values.has(tensor)) values.set(tensor, lowerTensor(tensor, values, writer));
  }
  for (const { name, tensor } of [...outputs, ...updates]) writer.rename(values.get(tensor) as Value, name);

  const fed = states.filter(({ name }) => !folded.has(name));
  const bytes = encodeModel({
    version: FILE_VERSION,
    producer: 'leukolens',
    graph: {
      name: 'program',
      nodes: writer.written,
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
  });
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
