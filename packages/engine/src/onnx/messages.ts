import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';

/**
 * The part of ONNX's file format that a graph needs, as field numbers of its protocol buffer messages
 * (https://github.com/onnx/onnx/blob/main/onnx/onnx.proto). Written, never read.
 */
interface Field {
  readonly number: number;
  readonly type: 'string' | 'int64' | 'float' | 'bytes' | Message;
  readonly repeated?: true;
}
type Message = { readonly [name: string]: Field };

const dimension = {
  value: { number: 1, type: 'int64' },
  parameter: { number: 2, type: 'string' },
} as const satisfies Message;

const shape = { dimensions: { number: 1, type: dimension, repeated: true } } as const satisfies Message;

const tensorType = {
  element: { number: 1, type: 'int64' },
  shape: { number: 2, type: shape },
} as const satisfies Message;

const valueInfo = {
  name: { number: 1, type: 'string' },
  type: { number: 2, type: { tensor: { number: 1, type: tensorType } } },
} as const satisfies Message;

const tensor = {
  dimensions: { number: 1, type: 'int64', repeated: true },
  element: { number: 2, type: 'int64' },
  name: { number: 8, type: 'string' },
  data: { number: 9, type: 'bytes' },
} as const satisfies Message;

const attribute = {
  name: { number: 1, type: 'string' },
  float: { number: 2, type: 'float' },
  integer: { number: 3, type: 'int64' },
  string: { number: 4, type: 'string' },
  integers: { number: 8, type: 'int64', repeated: true },
  type: { number: 20, type: 'int64' },
} as const satisfies Message;

const node = {
  inputs: { number: 1, type: 'string', repeated: true },
  outputs: { number: 2, type: 'string', repeated: true },
  name: { number: 3, type: 'string' },
  operator: { number: 4, type: 'string' },
  attributes: { number: 5, type: attribute, repeated: true },
  domain: { number: 7, type: 'string' },
} as const satisfies Message;

const graph = {
  nodes: { number: 1, type: node, repeated: true },
  name: { number: 2, type: 'string' },
  initializers: { number: 5, type: tensor, repeated: true },
  inputs: { number: 11, type: valueInfo, repeated: true },
  outputs: { number: 12, type: valueInfo, repeated: true },
} as const satisfies Message;

const operatorSet = {
  domain: { number: 1, type: 'string' },
  version: { number: 2, type: 'int64' },
} as const satisfies Message;

const property = {
  key: { number: 1, type: 'string' },
  value: { number: 2, type: 'string' },
} as const satisfies Message;

const model = {
  version: { number: 1, type: 'int64' },
  producer: { number: 2, type: 'string' },
  graph: { number: 7, type: graph },
  operatorSets: { number: 8, type: operatorSet, repeated: true },
  properties: { number: 14, type: property, repeated: true },
} as const satisfies Message;

type Single<T> = T extends 'string'
  ? string
  : T extends 'bytes'
    ? Uint8Array
    : T extends Message
      ? Fields<T>
      : number;
type Fields<M extends Message> = {
  readonly [K in keyof M]?: M[K] extends { readonly repeated: true }
    ? readonly Single<M[K]['type']>[]
    : Single<M[K]['type']>;
};

export type OnnxModel = Fields<typeof model>;
export type OnnxGraph = Fields<typeof graph>;
export type OnnxNode = Fields<typeof node>;
export type OnnxTensor = Fields<typeof tensor>;
export type OnnxAttributeMessage = Fields<typeof attribute>;
export type OnnxValueInfo = Fields<typeof valueInfo>;

/** A model as the bytes of an .onnx file. */
export function encodeModel(content: OnnxModel): Uint8Array {
  const writer = new BinaryWriter();
  write(writer, model, content);
  return writer.finish();
}

function write(writer: BinaryWriter, message: Message, content: Readonly<Record<string, unknown>>): void {
  for (const [name, field] of Object.entries(message)) {
    const value = content[name];
    if (value === undefined) continue;
    for (const item of field.repeated ? (value as readonly unknown[]) : [value])
      writeField(writer, field, item);
  }
}

function writeField(writer: BinaryWriter, { number, type }: Field, value: unknown): void {
  switch (type) {
    case 'string':
      writer.tag(number, WireType.LengthDelimited).string(value as string);
      break;
    case 'bytes':
      writer.tag(number, WireType.LengthDelimited).bytes(value as Uint8Array);
      break;
    case 'int64':
      writer.tag(number, WireType.Varint).int64(value as number);
      break;
    case 'float':
      writer.tag(number, WireType.Bit32).float(value as number);
      break;
    default:
      writer.tag(number, WireType.LengthDelimited).fork();
      write(writer, type, value as Record<string, unknown>);
      writer.join();
  }
}
