import { describe, expect, test } from 'vitest';
import { gradients } from '../graph/gradients.ts';
import { constant, input, type Tensor } from '../graph/tensor.ts';
import { closeTo, evaluate } from '../layers/testing/evaluate.ts';
import { mish, relu } from './activations.ts';
import { abs, cast, clamp, maximum, minimum, power, step } from './elementwise.ts';
import { logSoftmax, sum } from './reduce.ts';

const vector = (...values: number[]) => constant(values, [values.length]);

async function values(tensor: Tensor): Promise<number[]> {
  return Array.from((await evaluate({ y: tensor })).y.data, Number);
}

/** The slope of an elementwise function at each element. */
async function slopes(f: (x: Tensor) => Tensor, ...at: number[]): Promise<number[]> {
  const x = vector(...at);
  return values(gradients(sum(f(x)), [x])[0]);
}

describe('at the kinks', () => {
  test('relu has slope 0 at 0', async () => {
    expect(await slopes(relu, -1, 0, 1)).toEqual([0, 0, 1]);
  });

  test('abs has slope -1 at 0', async () => {
    expect(await slopes(abs, -2, 0, 2)).toEqual([-1, -1, 1]);
  });

  test('clamp passes the gradient at its bounds', async () => {
    expect(await slopes((x) => clamp(x, -1, 1), -1.5, -1, 0, 1, 1.5)).toEqual([0, 1, 1, 1, 0]);
  });

  test.each([
    ['maximum', maximum, [0, 1, 1]],
    ['minimum', minimum, [1, 1, 0]],
  ] as const)('%s passes the gradient of equal ones to the first', async (_, f, toFirst) => {
    const [a, b] = [vector(1, 2, 3), vector(2, 2, 2)];
    const [da, db] = gradients(sum(f(a, b)), [a, b]);
    expect(await values(da)).toEqual(toFirst);
    expect(await values(db)).toEqual(toFirst.map((share) => 1 - share));
  });

  test('step is 0 at both zeros', async () => {
    expect(await values(step(vector(-0, 0, 1e-30)))).toEqual([0, 0, 1]);
  });
});

describe('mish, by hand', () => {
  test('at 0 its value is 0 and its slope tanh(ln 2) = 3/5', async () => {
    expect(await values(mish(vector(0)))).toEqual([0]);
    expect(await slopes(mish, 0)).toEqual(closeTo([0.6]));
  });

  test('is x for large x, and has its minimum -0.30884 at -1.1924', async () => {
    expect(await values(mish(vector(30, -1.19245)))).toEqual(closeTo([30, -0.308843], 5));
    expect(await slopes(mish, 30, -1.19245)).toEqual(closeTo([1, 0], 4));
  });

  test('at -8 it is x eˣ to three digits', async () => {
    const [value] = await values(mish(vector(-8)));
    const [slope] = await slopes(mish, -8);
    // the next term is smaller by eˣ/2, 2e-4; a processor's sigmoid is off by 3e-8 of 3e-4
    expect(value / (-8 * Math.exp(-8))).toBeCloseTo(1, 3);
    expect(slope / (-7 * Math.exp(-8))).toBeCloseTo(1, 3);
  });
});

test('logSoftmax of 0 and ln 3 is that of 1/4 and 3/4', async () => {
  expect(await values(logSoftmax(vector(0, Math.log(3))))).toEqual(
    closeTo([Math.log(1 / 4), Math.log(3 / 4)]),
  );
});

test('the zeroth power is 1 throughout, in the shape of x', async () => {
  const ones = power(vector(0, -2, Number.NaN), 0);
  expect(ones.shape).toEqual([3]);
  expect(await values(ones)).toEqual([1, 1, 1]);
});

describe('without a node', () => {
  const x = input('x', [3]);
  test('the first power, and a cast to the same dtype, are x itself', () => {
    expect(power(x, 1)).toBe(x);
    expect(cast(x, 'float32')).toBe(x);
  });
});
