import { type AnyTypedArray, type DataType, typedArray } from '../graph/data-type.ts';
import type { Device, Emitter, OnnxAttribute, Value } from '../graph/operation.ts';
import type { OnnxAttributeMessage, OnnxNode, OnnxTensor } from './messages.ts';

/** TensorProto.DataType. */
export const ONNX_ELEMENT: Record<DataType, number> = { float32: 1, int32: 6, int64: 7, bool: 9 };

/** AttributeProto.AttributeType. */
const ATTRIBUTE_TYPE = { float: 1, integer: 2, string: 3, integers: 7 } as const;

/** Constants of at most so many elements are compared by value. */
const SMALL = 64;

/** Collects the nodes and constants of one graph; equal nodes on equal inputs, and equal constants, are kept once. */
export class GraphWriter implements Emitter {
  readonly device: Device;
  readonly blocked: number;
  readonly written: OnnxNode[] = [];
  readonly initializers: OnnxTensor[] = [];
  readonly domains = new Set<string>();
  readonly #known = new Map<string, Value[]>();
  readonly #handedOut = new Map<Value, string>();
  readonly #results = new Set<Value>();
  readonly #constants = new Set<Value>();
  #count = 0;

  constructor(device: Device, blocked: number) {
    this.device = device;
    this.blocked = blocked;
  }

  node(
    operator: string,
    inputs: readonly Value[],
    attributes: Readonly<Record<string, OnnxAttribute>> = {},
    domain = '',
  ): Value {
    return this.#add(operator, inputs, attributes, 1, domain)[0] as Value;
  }

  nodes(
    operator: string,
    inputs: readonly Value[],
    attributes: Readonly<Record<string, OnnxAttribute>>,
    outputs: number,
  ): Value[] {
    return this.#add(operator, inputs, attributes, outputs, '');
  }

  #add(
    operator: string,
    inputs: readonly Value[],
    attributes: Readonly<Record<string, OnnxAttribute>>,
    count: number,
    domain: string,
  ): Value[] {
    const key = JSON.stringify([operator, inputs, attributes, domain]);
    let outputs = this.#known.get(key);
    if (!outputs) {
      outputs = [];
      this.#known.set(key, outputs);
      this.domains.add(domain);
      this.written.push({
        inputs,
        outputs,
        name: `${operator}:${this.#count}`,
        operator,
        attributes: Object.entries(attributes).map(([name, value]) => attributeMessage(name, value)),
        ...(domain && { domain }),
      });
    }
    const constant = inputs.length > 0 && inputs.every((value) => value === '' || this.#constants.has(value));
    // a node that was written for its first output alone hands out further ones when they are asked for
    while (outputs.length < count) {
      const name = this.#name(operator);
      outputs.push(name);
      this.#results.add(name);
      if (constant) this.#constants.add(name);
    }
    return outputs;
  }

  constant(
    dtype: DataType,
    values: readonly number[],
    shape: readonly number[] = values.length === 1 ? [] : [values.length],
  ): Value {
    const key = JSON.stringify([
      dtype,
      values.map((value) => (Object.is(value, -0) ? '-0' : String(value))),
      shape,
    ]);
    const known = this.#known.get(key);
    if (known) return known[0] as Value;
    const name = this.array(dtype, typedArray(dtype, values), shape);
    this.#known.set(key, [name]);
    return name;
  }

  /** A constant tensor's elements; small ones are shared, so that equal expressions of them are recognised. */
  stored(dtype: DataType, data: AnyTypedArray, shape: readonly number[]): Value {
    return data.length > SMALL
      ? this.array(dtype, data, shape)
      : this.constant(dtype, Array.from(data, Number), shape);
  }

  isConstant(value: Value): boolean {
    return this.#constants.has(value);
  }

  /** A constant from a typed array, under its own name or a new one. */
  array(
    dtype: DataType,
    data: AnyTypedArray,
    shape: readonly number[],
    name = this.#name('constant'),
  ): Value {
    const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    this.#constants.add(name);
    this.initializers.push({ dimensions: shape, element: ONNX_ELEMENT[dtype], name, data: bytes });
    return name;
  }

  /**
   * Gives a value the name under which the graph hands it out. A node's result takes it directly, since an Identity
   * would copy; what is no node's result, or has a name already, is copied.
   */
  handOut(value: Value, name: string): void {
    if (this.#results.has(value) && !this.#handedOut.has(value)) this.#handedOut.set(value, name);
    else this.written.push({ inputs: [value], outputs: [name], name, operator: 'Identity' });
  }

  /** The nodes that the given values need, in order, their values under their final names. */
  nodesFor(wanted: Iterable<Value>): OnnxNode[] {
    const final = (value: Value) => this.#handedOut.get(value) ?? value;
    const needed = new Set(wanted);
    const kept: OnnxNode[] = [];
    for (const node of this.written.toReversed()) {
      const [inputs, outputs] = [(node.inputs ?? []).map(final), (node.outputs ?? []).map(final)];
      if (!outputs.some((output) => needed.has(output))) continue;
      for (const value of inputs) needed.add(value);
      kept.push({ ...node, inputs, outputs });
    }
    return kept.reverse();
  }

  #name(base: string): Value {
    return `${base}:${this.#count++}`;
  }
}

function attributeMessage(name: string, value: OnnxAttribute): OnnxAttributeMessage {
  if (typeof value === 'number') return { name, integer: value, type: ATTRIBUTE_TYPE.integer };
  if (typeof value === 'string') return { name, string: value, type: ATTRIBUTE_TYPE.string };
  if ('float' in value) return { name, float: value.float, type: ATTRIBUTE_TYPE.float };
  return { name, integers: value, type: ATTRIBUTE_TYPE.integers };
}
