import { bfloat16ToFloat32, float16ToFloat32 } from './half-float.ts';
import { listed, quoted, WeightsFileError } from './weights-file-error.ts';

interface StoredArrays {
  float64: Float64Array;
  float32: Float32Array;
  /** IEEE 754 binary16, as its bits. */
  float16: Uint16Array;
  /** The upper half of a binary32, as its bits. */
  bfloat16: Uint16Array;
  int64: BigInt64Array;
  int32: Int32Array;
  int16: Int16Array;
  int8: Int8Array;
  uint8: Uint8Array;
  /** One byte per element, 0 or 1. */
  bool: Uint8Array;
}

/** What the tensors of a weight file may hold. */
export type StoredDataType = keyof StoredArrays;

/**
 * A tensor as a file holds it: row-major, with as many elements as the product of its shape (one for a scalar, whose
 * shape is empty). Arrays that come out of a file may be views of the file's bytes, and share them with other tensors.
 * Elements are in the machine's byte order, which is little-endian wherever this runs, as in all files read here.
 */
export type StoredTensor<D extends StoredDataType = StoredDataType> = {
  [K in D]: { readonly dtype: K; readonly shape: readonly number[]; readonly data: StoredArrays[K] };
}[D];

/** Tensors by name, in the order of the file. */
export type StoredTensors = ReadonlyMap<string, StoredTensor>;

interface StoredArrayConstructor<A> {
  readonly name: string;
  readonly BYTES_PER_ELEMENT: number;
  new (length: number): A;
  new (buffer: ArrayBufferLike, byteOffset: number, length: number): A;
}

const ARRAYS: { readonly [D in StoredDataType]: StoredArrayConstructor<StoredArrays[D]> } = {
  float64: Float64Array,
  float32: Float32Array,
  float16: Uint16Array,
  bfloat16: Uint16Array,
  int64: BigInt64Array,
  int32: Int32Array,
  int16: Int16Array,
  int8: Int8Array,
  uint8: Uint8Array,
  bool: Uint8Array,
};

/** No file format here nests deeper; PyTorch stops at 64 dimensions too. */
export const MOST_DIMENSIONS = 64;

/** Bytes that an element takes. */
export function bytesPerElement(dtype: StoredDataType): number {
  return ARRAYS[dtype].BYTES_PER_ELEMENT;
}

/** The product of a shape; undefined where a side is no whole number from 0, or the product is past 2^53. */
export function elementCount(shape: readonly number[]): number | undefined {
  if (shape.length > MOST_DIMENSIONS) return undefined;
  let count = 1;
  for (const side of shape) {
    count *= side;
    if (!Number.isSafeInteger(side) || side < 0 || !Number.isSafeInteger(count)) return undefined;
  }
  return count;
}

/**
 * A tensor over bytes that belong to it alone or that it may share: a view where they lie at a multiple of the
 * element's size, a copy where they don't.
 * @param bytes as many as the shape's elements take; the caller has seen to it
 * @throws WeightsFileError naming the tensor where a bool holds something else than 0 and 1
 */
export function tensorOver(
  name: string,
  dtype: StoredDataType,
  shape: readonly number[],
  bytes: Uint8Array,
): StoredTensor {
  const size = bytesPerElement(dtype);
  // Not slice(): of a Node Buffer it makes a view, no copy.
  const { buffer, byteOffset, byteLength } = bytes.byteOffset % size === 0 ? bytes : new Uint8Array(bytes);
  if (dtype === 'bool') {
    const odd = bytes.find((byte) => byte > 1);
    if (odd !== undefined) {
      throw new WeightsFileError(`tensor ${quoted(name)}: a bool is stored as ${odd}; expected 0 or 1`);
    }
  }
  return asTensor(dtype, shape, new ARRAYS[dtype](buffer, byteOffset, byteLength / size));
}

/** Zeros. */
export function zeroTensor(dtype: StoredDataType, shape: readonly number[], count: number): StoredTensor {
  return asTensor(dtype, shape, new ARRAYS[dtype](count));
}

/** The compiler cannot see that table and type go together. */
function asTensor<D extends StoredDataType>(
  dtype: D,
  shape: readonly number[],
  data: StoredArrays[StoredDataType],
) {
  return { dtype, shape, data } as StoredTensor;
}

/** The elements' bytes, without a copy. */
export function bytesOf({ data }: StoredTensor): Uint8Array {
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}

/** Refuses a tensor whose array is not that of its dtype, or not of the length that its shape gives. */
export function checkTensor(name: string, { dtype, shape, data }: StoredTensor): void {
  if (!Object.hasOwn(ARRAYS, dtype)) {
    const known = Object.keys(ARRAYS).join(', ');
    throw new WeightsFileError(
      `tensor ${quoted(name)}: unknown dtype ${quoted(String(dtype))}; expected one of ${known}`,
    );
  }
  const array = ARRAYS[dtype];
  if (!(data instanceof array)) {
    throw new WeightsFileError(
      `tensor ${quoted(name)}: ${dtype} is carried by ${array.name}; received another kind of data`,
    );
  }
  if (elementCount(shape) !== data.length) {
    throw new WeightsFileError(
      `tensor ${quoted(name)}: ${data.length} elements do not fill the shape ${listed(shape)}`,
    );
  }
}

/**
 * The elements of a tensor of any float dtype as float32: exact for float16, bfloat16 and float32 (whose own array is
 * returned), rounded to nearest for float64.
 * @throws WeightsFileError for integers and bools, which are no weights
 */
export function toFloat32(tensor: StoredTensor): Float32Array {
  switch (tensor.dtype) {
    case 'float32':
      return tensor.data;
    case 'float64':
      return Float32Array.from(tensor.data);
    case 'float16':
      return float16ToFloat32(tensor.data);
    case 'bfloat16':
      return bfloat16ToFloat32(tensor.data);
    default:
      throw new WeightsFileError(`a tensor of ${tensor.dtype} was received where floats are expected`);
  }
}
