/** What a graph's tensors may hold. Networks compute in float32; the rest is for labels, masks and random bits. */
export type DataType = 'float32' | 'int32' | 'int64' | 'bool';

interface ArrayOf {
  float32: Float32Array;
  int32: Int32Array;
  int64: BigInt64Array;
  /** One byte per element, 0 or 1. */
  bool: Uint8Array;
}

/** The typed array that carries elements of a dtype. */
export type TypedArrayOf<D extends DataType> = ArrayOf[D];
export type AnyTypedArray = ArrayOf[DataType];

const ARRAYS = { float32: Float32Array, int32: Int32Array, int64: BigInt64Array, bool: Uint8Array } as const;

/** A zeroed typed array of `length` elements. */
export function allocate(dtype: DataType, length: number): AnyTypedArray {
  return new ARRAYS[dtype](length);
}

/** Whether `data` is the typed array that carries `dtype`. */
export function carries(dtype: DataType, data: unknown): data is AnyTypedArray {
  return data instanceof ARRAYS[dtype];
}

/** Numbers as the typed array of `dtype`. */
export function typedArray(dtype: DataType, values: readonly number[]): AnyTypedArray {
  return dtype === 'int64' ? BigInt64Array.from(values, BigInt) : ARRAYS[dtype].from(values);
}
