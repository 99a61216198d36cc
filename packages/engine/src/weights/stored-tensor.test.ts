import { expect, test } from 'vitest';
import { bytesOf, elementCount, type StoredTensor, tensorOver, toFloat32 } from './stored-tensor.ts';
import { WeightsFileError } from './weights-file-error.ts';

test('every float dtype becomes float32', () => {
  const shape = [2];
  const tensors: StoredTensor[] = [
    { dtype: 'float64', shape, data: Float64Array.of(0.1, -2) },
    { dtype: 'float32', shape, data: Float32Array.of(0.1, -2) },
    { dtype: 'float16', shape, data: Uint16Array.of(0x2e66, 0xc000) },
    { dtype: 'bfloat16', shape, data: Uint16Array.of(0x3dcd, 0xc000) },
  ];
  const values = tensors.map((tensor) => [...toFloat32(tensor)]);
  expect(values[0]).toEqual([Math.fround(0.1), -2]);
  expect(values[1]).toEqual([Math.fround(0.1), -2]);
  expect(values[2]).toEqual([0.0999755859375, -2]);
  expect(values[3]).toEqual([0.10009765625, -2]);
});

test('integers are no weights', () => {
  const steps: StoredTensor = { dtype: 'int64', shape: [], data: BigInt64Array.of(3n) };
  expect(() => toFloat32(steps)).toThrow(
    new WeightsFileError('a tensor of int64 was received where floats are expected'),
  );
});

test('a shape has a count, unless that is no exact number', () => {
  expect(elementCount([])).toBe(1);
  expect(elementCount([2, 3, 4])).toBe(24);
  expect(elementCount([5, 0])).toBe(0);
  for (const shape of [[-1], [1.5], [2 ** 27, 2 ** 27], [Number.NaN], [-1, -1], Array(65).fill(1)]) {
    expect(elementCount(shape)).toBeUndefined();
  }
});

test('aligned bytes are viewed, others copied, and both read the same', () => {
  const bytes = new Uint8Array(24);
  bytes.set(bytesOf({ dtype: 'float32', shape: [2], data: Float32Array.of(1, 2) }), 4);
  const view = tensorOver('view', 'float32', [2], bytes.subarray(4, 12));
  bytes.copyWithin(13, 4, 12);
  const copy = tensorOver('copy', 'float32', [2], bytes.subarray(13, 21));
  expect(view.data.buffer).toBe(bytes.buffer);
  expect(copy.data.buffer).not.toBe(bytes.buffer);
  expect([...copy.data]).toEqual([...view.data]);
});

test('a bool is 0 or 1', () => {
  const read = () => tensorOver('mask', 'bool', [2], Uint8Array.of(1, 7));
  expect(read).toThrow('tensor "mask": a bool is stored as 7; expected 0 or 1');
});
