import { describe, expect, test } from 'vitest';
import { add, exp } from '../ops/elementwise.ts';
import { ancestry, constant, input, tensorOf } from './tensor.ts';

describe('input', () => {
  test('has the shape, dtype and name it is given', () => {
    const x = input('labels', ['batch', 3], 'int64');
    expect([x.shape, x.dtype, x.origin]).toEqual([['batch', 3], 'int64', { kind: 'input', name: 'labels' }]);
    expect(`${x}`).toBe('input int64[batch, 3]');
  });

  test.each([[0], [-1], [1.5], [Number.NaN]])('refuses a length of %d', (length) => {
    expect(() => input('x', [2, length])).toThrow(`input 'x': a length must be a positive whole number`);
  });
});

describe('constant', () => {
  test('keeps a typed array, and converts numbers', () => {
    const data = Float32Array.of(1, 2);
    expect(constant(data, [2]).origin).toEqual({ kind: 'constant', data });
    expect(constant([1, 2], [1, 2], 'int64').origin).toEqual({
      kind: 'constant',
      data: BigInt64Array.of(1n, 2n),
    });
    expect(tensorOf(3)).toMatchObject({ dtype: 'float32', shape: [] });
  });

  test('refuses another count, or another type of array', () => {
    expect(() => constant([1, 2, 3], [2, 2])).toThrow('expected 4 elements of float32');
    expect(() => constant(Int32Array.of(1, 2), [2])).toThrow('received Int32Array of 2');
  });
});

describe('ancestry', () => {
  test('has each tensor once, after all it is computed from', () => {
    const [x, y] = [input('x', [2]), input('y', [2])];
    const shared = exp(x);
    const [left, right] = [add(shared, y), add(y, shared)];
    const order = ancestry([add(left, right), shared]);
    expect(order).toHaveLength(6);
    for (const [i, tensor] of order.entries()) {
      for (const from of tensor.inputs) expect(order.indexOf(from)).toBeLessThan(i);
    }
  });

  test('of nothing is nothing', () => {
    expect(ancestry([])).toEqual([]);
  });
});
