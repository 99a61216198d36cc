import { describe, expect, test } from 'vitest';
import { closeTo, evaluate } from '../layers/testing/evaluate.ts';
import { lower } from '../onnx/lower.ts';
import * as ops from '../ops/index.ts';
import { sumTo } from '../ops/reduce.ts';
import { GraphError } from './errors.ts';
import { gradients } from './gradients.ts';
import { ancestry, constant, input, type Tensor } from './tensor.ts';

const vector = (...values: number[]) => constant(values, [values.length]);

/** The elements of each tensor. */
async function values(...tensors: Tensor[]): Promise<number[][]> {
  const named = Object.fromEntries(tensors.map((tensor, i) => [`y${i}`, tensor]));
  const results = await evaluate(named);
  return tensors.map((_, i) => Array.from(results[`y${i}`].data, Number));
}

describe('gradients', () => {
  test('add up over all uses of a tensor', async () => {
    const x = vector(2, 3);
    // x² + 5 x + x³: 2 x + 5 + 3 x²
    const y = ops.add(ops.add(ops.mul(x, x), ops.mul(x, 5)), ops.power(x, 3));
    expect(await values(...gradients(ops.sum(y), [x]))).toEqual([[21, 38]]);
  });

  test('reach each of several tensors, in the order asked for', async () => {
    const [a, b] = [vector(2, 3), vector(5, 7)];
    const y = ops.sum(ops.mul(a, b));
    expect(await values(...gradients(y, [b, a]))).toEqual([
      [2, 3],
      [5, 7],
    ]);
  });

  test('reach a tensor between input and result, and the result itself', async () => {
    const x = vector(1, 2);
    const squares = ops.mul(x, x);
    const y = ops.sum(ops.mul(squares, 3));
    expect(await values(...gradients(y, [squares, y]))).toEqual([[3, 3], [1]]);
  });

  test('undo broadcasting: to a scalar, along axes of length 1, and along axes that were missing', async () => {
    const a = constant([1, 2, 3], [3, 1]);
    const b = constant([10, 20], [2]);
    const scalar = constant([5], []);
    const y = ops.sum(ops.mul(ops.mul(a, b), scalar));
    const [da, db, ds] = gradients(y, [a, b, scalar]);
    expect([da.shape, db.shape, ds.shape]).toEqual([[3, 1], [2], []]);
    expect(await values(da, db, ds)).toEqual([[150, 150, 150], [30, 30], [180]]);
  });

  test('start from a gradient that is given, for a result of any shape', async () => {
    const x = vector(1, 2, 3);
    expect(await values(...gradients(ops.mul(x, x), [x], vector(1, 0, -1)))).toEqual([[2, 0, -6]]);
  });

  test('have gradients themselves', async () => {
    const x = vector(2);
    const [first] = gradients(ops.sum(ops.power(x, 3)), [x]);
    const [second] = gradients(ops.sum(first), [x]);
    const [third] = gradients(ops.sum(second), [x]);
    expect(await values(first, second, third)).toEqual([[12], [12], [6]].map((each) => closeTo(each, 5)));
  });

  test('do not pass through what is not asked for', () => {
    const [x, w] = [input('x', [4]), input('w', [4])];
    const deep = ops.exp(ops.exp(ops.exp(x)));
    const [dw] = gradients(ops.sum(ops.mul(deep, w)), [w]);
    // dw = exp(exp(exp x)) and no slope of the exponentials
    const made = ancestry([dw]).filter(
      ({ origin }) => origin.kind === 'operation' && origin.operation.name === 'exp',
    );
    expect(made).toHaveLength(3);
  });

  test('refuse a result that is no scalar, and say which', () => {
    const x = input('x', [2, 3]);
    expect(() => gradients(ops.mul(x, 2), [x])).toThrow(GraphError);
    expect(() => gradients(ops.mul(x, 2), [x])).toThrow('mul float32[2, 3]; expected a scalar');
  });

  test('refuse a tensor that the result does not depend on', () => {
    const [x, other] = [input('x', [2]), input('other', [3])];
    expect(() => gradients(ops.sum(x), [x, other])).toThrow(GraphError);
    expect(() => gradients(ops.sum(x), [x, other])).toThrow(
      'does not depend, differentiably, on input float32[3]',
    );
  });

  test('refuse a tensor that is reached through steps alone', () => {
    const x = input('x', [2]);
    expect(() => gradients(ops.sum(ops.step(x)), [x])).toThrow('does not depend, differentiably, on input');
    expect(() => gradients(ops.sum(ops.cast(ops.cast(x, 'int32'), 'float32')), [x])).toThrow(GraphError);
  });

  test.each([
    ['another shape', input('dy', [5])],
    ['a shape that broadcasts', input('dy', [1])],
    ['another dtype', input('dy', [2], 'int32')],
  ])('refuse a seed of %s', (_, seed) => {
    const x = input('x', [2]);
    expect(() => gradients(ops.mul(x, 2), [x], seed)).toThrow(GraphError);
    expect(() => gradients(ops.mul(x, 2), [x], seed)).toThrow(
      `gradients: received ${seed} to start from, for mul float32[2]`,
    );
  });

  test('refuse a result of whole numbers', () => {
    const count = input('count', [], 'int64');
    expect(() => gradients(count, [count])).toThrow(GraphError);
    expect(() => gradients(count, [count])).toThrow('gradients: received input int64[]; expected float32');
  });

  test('a graph of 20,000 operations is walked without recursion, and written', () => {
    const x = input('x', []);
    let y = x;
    for (let i = 0; i < 20_000; i++) y = ops.mul(y, 1 + 1e-6);
    const [dx] = gradients(y, [x]);
    expect(ancestry([y]).length).toBeGreaterThan(20_000);
    expect(lower({ outputs: { y, dx } }, { device: 'cpu' }).bytes.length).toBeGreaterThan(20_000);
  });

  test('a graph whose paths double at every step is walked once', () => {
    const x = input('x', []);
    let y = x;
    // 2^60 paths
    for (let i = 0; i < 60; i++) y = ops.add(y, y);
    const [dx] = gradients(y, [x]);
    expect(ancestry([dx]).length).toBeLessThan(200);
  });
});

describe('sumTo', () => {
  const x = constant([1, 2, 3, 4, 5, 6], [2, 3]);

  test.each([
    ['its own shape', [2, 3], [1, 2, 3, 4, 5, 6]],
    ['without the first axis', [3], [5, 7, 9]],
    ['a first axis of 1', [1, 3], [5, 7, 9]],
    ['a last axis of 1', [2, 1], [6, 15]],
    ['a scalar', [], [21]],
    ['more axes of 1', [1, 2, 3], [1, 2, 3, 4, 5, 6]],
  ] as const)('to %s', async (_, shape, expected) => {
    const summed = sumTo(x, shape);
    expect(summed.shape).toEqual(shape);
    expect(await values(summed)).toEqual([expected]);
  });
});
