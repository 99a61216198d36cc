/** Pickle opcodes as bytes, for tests that put files together by hand. */
export type Code = readonly number[];

const encoder = new TextEncoder();

export const STOP: Code = [0x2e];
export const MARK: Code = [0x28];
export const NONE: Code = [0x4e];
export const FALSE: Code = [0x89];
export const EMPTY_LIST: Code = [0x5d];
export const EMPTY_TUPLE: Code = [0x29];
export const EMPTY_DICT: Code = [0x7d];
export const APPEND: Code = [0x61];
export const APPENDS: Code = [0x65];
export const SETITEM: Code = [0x73];
export const SETITEMS: Code = [0x75];
export const REDUCE: Code = [0x52];
export const BUILD: Code = [0x62];
export const PERSISTENT: Code = [0x51];

export const put = (index: number): Code => [0x71, index];
export const get = (index: number): Code => [0x68, index];
export const protocol = (version: number): Code => [0x80, version];

export function text(value: string): Code {
  const bytes = encoder.encode(value);
  return [0x58, ...littleEndian(bytes.length, 4), ...bytes];
}

export function integer(value: number): Code {
  return [0x4a, ...littleEndian(value, 4)];
}

/** LONG1, which holds any number of up to 255 bytes. */
export function long(value: bigint, bytes: number): Code {
  return [0x8a, bytes, ...Array.from({ length: bytes }, (_, i) => Number((value >> BigInt(8 * i)) & 0xffn))];
}

export function global(module: string, name: string): Code {
  return [0x63, ...encoder.encode(`${module}\n${name}\n`)];
}

export function tuple(...items: readonly Code[]): Code {
  return [...MARK, ...items.flat(), 0x74];
}

/** A dict of texts to values. */
export function dict(entries: Readonly<Record<string, Code>>): Code {
  return [
    ...EMPTY_DICT,
    ...MARK,
    ...Object.entries(entries).flatMap(([key, value]) => [...text(key), ...value]),
    ...SETITEMS,
  ];
}

/** A whole pickle of protocol 2. */
export function pickle(...codes: readonly Code[]): Uint8Array {
  return Uint8Array.from([...protocol(2), ...codes.flat(), ...STOP]);
}

/** `torch._utils._rebuild_tensor_v2` over a storage. */
export function tensor(
  storage: { readonly type: string; readonly key: string; readonly elements: number },
  offset: number,
  shape: readonly number[],
  strides: readonly number[],
): Code {
  const id = tuple(
    text('storage'),
    global('torch', storage.type),
    text(storage.key),
    text('cpu'),
    integer(storage.elements),
  );
  const hooks = [...global('collections', 'OrderedDict'), ...EMPTY_TUPLE, ...REDUCE];
  const sides = tuple(...shape.map(integer));
  const steps = tuple(...strides.map(integer));
  const args = tuple([...id, ...PERSISTENT], integer(offset), sides, steps, FALSE, hooks);
  return [...global('torch._utils', '_rebuild_tensor_v2'), ...args, ...REDUCE];
}

function littleEndian(value: number, bytes: number): number[] {
  return Array.from({ length: bytes }, (_, i) => (value >> (8 * i)) & 0xff);
}
