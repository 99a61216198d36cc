import { describe, expect, test } from 'vitest';
import { type Operator, operator } from '../graph/operation.ts';
import type { Tensor } from '../graph/tensor.ts';
import { add, exp, mul } from '../ops/elementwise.ts';
import { nodeRuntime } from '../runtime/node-runtime.ts';
import { checkOperation, failuresOf } from './check-operation.ts';
import { operandValues } from './operands.ts';
import type { OperationCase } from './operation-case.ts';
import { each } from './reference/elementwise.ts';

const runtime = nodeRuntime({ threads: 1 });

/** eˣ with a derivative that is off by a share. */
function wrongExp(share: number): Operator<readonly [Tensor]> {
  return operator(1, {
    name: 'wrongExp',
    summary: 'eˣ',
    result: ([x]) => ({ shape: x.shape }),
    lower: ({ emit, values }) => emit.node('Exp', values),
    derivative: 'not eˣ',
    gradient: ({ dy, y }) => [mul(dy, mul(y, 1 + share))],
  });
}

function expCase(build: (x: Tensor) => Tensor, more: Partial<OperationCase> = {}): OperationCase {
  return {
    operation: 'exp',
    title: 'as a check of the check',
    operands: [{ shape: [3, 5] }],
    build: ([x]) => build(x),
    reference: ([x]) => each(Math.exp, x),
    ...more,
  };
}

describe('checkOperation', () => {
  test('passes what is right', async () => {
    const right = expCase(exp, { second: true });
    const check = await checkOperation(right, runtime);
    expect(failuresOf(right, check)).toEqual([]);
    expect(check.forwardError).toBeLessThan(1e-6);
  });

  test('sees a result that is off by 1e-4', async () => {
    const wrong = expCase((x) => mul(exp(x), 1.0001));
    expect(failuresOf(wrong, await checkOperation(wrong, runtime))).toContainEqual(
      expect.stringContaining('the result is off by 1.0e-4'),
    );
  });

  test.each([
    ['few elements', [3, 5]],
    ['a sample of many', [40, 50]],
  ])('sees a gradient that is off by 1e-3, among %s', async (_, shape) => {
    const wrong = expCase(wrongExp(1e-3), { operands: [{ shape }] });
    expect(failuresOf(wrong, await checkOperation(wrong, runtime))).toEqual([
      expect.stringContaining('the gradient to operand 0 is off by'),
    ]);
  });

  test('sees second derivatives that are off', async () => {
    // right value and slope at first sight: the slope's own slope lacks a term
    const hidden = wrongExp(0);
    const flat: Operator<readonly [Tensor]> = operator(1, {
      ...hidden.operation,
      gradient: ({ dy, y }) => [mul(dy, cut(y))],
    });
    const wrong = expCase((x) => flat(x), { second: true });
    const failures = failuresOf(wrong, await checkOperation(wrong, runtime));
    expect(failures).toEqual([expect.stringContaining('the second derivative is off by')]);
  });

  test('sees numbers that are not finite', async () => {
    const wrong = expCase((x) => add(exp(x), mul(exp(mul(x, 0)), Number.NaN)));
    const { forwardError } = await checkOperation(wrong, runtime);
    expect(forwardError).toBe(Number.POSITIVE_INFINITY);
  });

  test('refuses a result of another shape', async () => {
    const wrong = expCase(exp, { reference: ([{ data }]) => ({ shape: [15], data }) });
    await expect(checkOperation(wrong, runtime)).rejects.toThrow('exp float32[3, 5]; expected [15]');
  });
});

/** x, but half of its gradient. */
const cut: Operator<readonly [Tensor]> = operator(1, {
  name: 'cut',
  summary: 'x',
  result: ([x]) => ({ shape: x.shape }),
  lower: ({ emit, values }) => emit.node('Identity', values),
  derivative: 'dx = dy / 2, which is wrong',
  gradient: ({ dy }) => [mul(dy, 0.5)],
});

describe('operandValues', () => {
  test('are the same for the same key, within their bounds', () => {
    const plan = { shape: [1000], low: 2, high: 3 };
    const values = operandValues(plan, 'a');
    expect(operandValues(plan, 'a')).toEqual(values);
    expect(operandValues(plan, 'b')).not.toEqual(values);
    expect(Array.from(values, Number).every((value) => value >= 2 && value <= 3)).toBe(true);
  });

  test('lie on a grid, or all apart, where asked', () => {
    const grid = operandValues({ shape: [100], grid: { step: 0.5, offset: 0.25 } }, 'a');
    expect(Array.from(grid, Number).every((value) => Number.isInteger((value - 0.25) / 0.5))).toBe(true);
    const apart = Array.from(operandValues({ shape: [100], distinct: true }, 'a'), Number).toSorted(
      (a, b) => a - b,
    );
    const gaps = apart.slice(1).map((value, i) => value - apart[i]);
    expect(Math.min(...gaps)).toBeGreaterThan(0.019);
  });

  test('have both ends of whole numbers, and both of masks', () => {
    const numbers = operandValues({ shape: [200], dtype: 'int32', low: -1, high: 2 }, 'a');
    expect([...new Set(Array.from(numbers, Number))].toSorted((a, b) => a - b)).toEqual([-1, 0, 1, 2]);
    expect(
      [...new Set(Array.from(operandValues({ shape: [50], dtype: 'bool' }, 'a'), Number))].toSorted(),
    ).toEqual([0, 1]);
  });
});
