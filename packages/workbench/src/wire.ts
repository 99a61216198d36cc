import { DEFAULT_MAX_PIXELS } from '@leukolens/imaging';
import { decode, ExtensionCodec, encode } from '@msgpack/msgpack';

/** What MessagePack has no type for: pixels and labels keep theirs on the way. */
const types = new ExtensionCodec();
types.register({
  type: 1,
  encode: (value) => (value instanceof Uint16Array ? bytesOf(value) : null),
  decode: (bytes) => new Uint16Array(bytes.slice().buffer),
});
types.register({
  type: 2,
  encode: (value) => (value instanceof Uint8ClampedArray ? bytesOf(value) : null),
  decode: (bytes) => new Uint8ClampedArray(bytes.slice().buffer),
});

/** Nothing that is sent is larger in one text or array: the largest image that is read, with 4 bytes a pixel. */
const MOST = 4 * DEFAULT_MAX_PIXELS;
const LIMITS = {
  maxStrLength: MOST,
  maxBinLength: MOST,
  maxArrayLength: 2 ** 24,
  maxMapLength: 2 ** 16,
  maxExtLength: MOST,
};

/** A call or its answer as bytes. */
export function toWire(value: unknown): Uint8Array<ArrayBuffer> {
  return encode(value, { extensionCodec: types, ignoreUndefined: true }) as Uint8Array<ArrayBuffer>;
}

/** The same from bytes. @throws Error for what is no such thing, or is larger than anything sent */
export function fromWire(bytes: Uint8Array): unknown {
  return decode(bytes, { extensionCodec: types, ...LIMITS });
}

function bytesOf({ buffer, byteOffset, byteLength }: Uint16Array | Uint8ClampedArray): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}
