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
  readonly written: OnnxNode[] = [];
  readonly initializers: OnnxTensor[] = [];
  readonly domains = new Set<string>();
  readonly #known = new Map<string, Value[]>();
  #count = 0;

  constructor(device: Device) {
    this.device = device;
  }

  node(
    operator: string,
    inputs: readonly Value[],
    attributes: Readonly<Record<string, OnnxAttribute>> = {},
    domain = '',
  ) {
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
    outputs: number,
    domain: string,
  ): Value[] {
    const key = JSON.stringify([operator, inputs, attributes, outputs, domain]);
    const known = this.#known.get(key);
    if (known) return known;
    const names = Array.from({ length: outputs }, () => this.#name(operator));
    this.#known.set(key, names);
    this.domains.add(domain);
    this.written.push({
      inputs,
      outputs: names,
      name: names[0] as string,
      operator,
      attributes: Object.entries(attributes).map(([name, value]) => attributeMessage(name, value)),
      ...(domain && { domain }),
    });
    return names;
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

  /** A constant from a typed array, under its own name or a new one. */
  array(
    dtype: DataType,
    data: AnyTypedArray,
    shape: readonly number[],
    name = this.#name('constant'),
  ): Value {
    const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    this.initializers.push({ dimensions: shape, element: ONNX_ELEMENT[dtype], name, data: bytes });
    return name;
  }

  /** Gives a value another name: what a graph's output is called. */
  rename(value: Value, name: string): void {
    this.written.push({ inputs: [value], outputs: [name], name, operator: 'Identity' });
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
