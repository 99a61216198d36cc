import { bytesPerElement, elementCount, type StoredTensor, tensorOver, zeroTensor } from './stored-tensor.ts';
import { isWhole, StorageReference, type TensorReference, wholeNumbers } from './torch-globals.ts';
import { listed, quoted, WeightsFileError } from './weights-file-error.ts';

/** What is left for copies; shared by the tensors of a file. */
export interface CopyBudget {
  bytes: number;
}

/**
 * The tensor that a reference describes: a view of its storage where it lies there row-major, else a row-major copy.
 * @param storageBytes gives the bytes of a storage, from a multiple of its element's size on
 * @throws WeightsFileError naming the tensor, where it leaves its storage, repeats elements of it (an expanded view could
 *   ask for any amount of memory) or has more to copy than the budget
 */
export function placeTensor(
  name: string,
  reference: TensorReference,
  storageBytes: (storage: StorageReference) => Uint8Array,
  budget: CopyBudget,
): StoredTensor {
  const { storage, offset } = reference;
  if (!(storage instanceof StorageReference) || !isWhole(offset)) {
    throw new WeightsFileError(
      `tensor ${quoted(name)} has no storage, or no offset in it that is a whole number`,
    );
  }
  const shape = wholeNumbers(name, 'its shape', reference.shape);
  const strides = wholeNumbers(name, 'the strides', reference.strides);
  const count = elementCount(shape);
  if (count === undefined || strides.length !== shape.length) {
    const received = `${listed(shape)} with strides ${listed(strides)}`;
    throw new WeightsFileError(
      `tensor ${quoted(name)} has shape ${received}; expected one stride per side, fewer elements`,
    );
  }
  const size = bytesPerElement(storage.dtype);
  if (count === 0) return zeroTensor(storage.dtype, shape, 0);
  const last = shape.reduce((index, side, axis) => index + (side - 1) * strides[axis], offset);
  if (!(last < storage.elements)) {
    throw new WeightsFileError(
      `tensor ${quoted(name)} reaches element ${last} of a storage of ${storage.elements}`,
    );
  }
  const bytes = storageBytes(storage);
  if (isRowMajor(shape, strides)) {
    return tensorOver(name, storage.dtype, shape, bytes.subarray(offset * size, (offset + count) * size));
  }
  if (count > storage.elements) {
    const received = `${count} elements over a storage of ${storage.elements}`;
    throw new WeightsFileError(`tensor ${quoted(name)} repeats ${received}; save it as contiguous()`);
  }
  budget.bytes -= count * size;
  if (budget.bytes < 0)
    throw new WeightsFileError(`tensor ${quoted(name)}: too many bytes of strided views to copy`);
  const whole = tensorOver(name, storage.dtype, [storage.elements], bytes);
  return gathered(whole, zeroTensor(storage.dtype, shape, count), offset, strides);
}

/** Sides of one element may have any stride. */
function isRowMajor(shape: readonly number[], strides: readonly number[]): boolean {
  let expected = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    if (shape[axis] !== 1 && strides[axis] !== expected) return false;
    expected *= shape[axis];
  }
  return true;
}

function gathered(
  from: StoredTensor,
  to: StoredTensor,
  offset: number,
  strides: readonly number[],
): StoredTensor {
  if (from.dtype === 'int64' && to.dtype === 'int64') gather(from.data, to.data, to.shape, offset, strides);
  else if (from.dtype !== 'int64' && to.dtype !== 'int64')
    gather(from.data, to.data, to.shape, offset, strides);
  return to;
}

interface Elements<E> {
  readonly length: number;
  [index: number]: E;
}

function gather<E>(
  from: Elements<E>,
  to: Elements<E>,
  shape: readonly number[],
  offset: number,
  strides: readonly number[],
): void {
  const position = shape.map(() => 0);
  let source = offset;
  for (let i = 0; i < to.length; i++) {
    to[i] = from[source];
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      source += strides[axis];
      if (++position[axis] < shape[axis]) break;
      source -= shape[axis] * strides[axis];
      position[axis] = 0;
    }
  }
}
