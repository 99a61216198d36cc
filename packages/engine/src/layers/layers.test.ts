import { describe, expect, test } from 'vitest';
import { Model } from '../graph/model.ts';
import { input } from '../graph/tensor.ts';
import { nodeRuntime } from '../runtime/node-runtime.ts';
import { compile } from '../runtime/session.ts';
import { batchNorm, convolution, instanceNorm, linear, upConvolution } from './layers.ts';
import { closeTo, evaluate } from './testing/evaluate.ts';

/** Names and shapes of a model's variables. */
function variables({ variables }: Model): Record<string, readonly number[]> {
  return Object.fromEntries([...variables].map(([name, { shape }]) => [name, shape]));
}

const float32 = (...values: number[]) => Float32Array.from(values);

describe('linear', () => {
  test('x Wᵀ + b', async () => {
    const model = new Model('inference');
    const y = linear(model.root.in('fc'), input('x', [2, 3]), { features: 2 });
    expect(variables(model)).toEqual({ 'fc.weight': [2, 3], 'fc.bias': [2] });
    const states = new Map([
      ['fc.weight', float32(1, 2, 3, 4, 5, 6)],
      ['fc.bias', float32(10, 20)],
    ]);
    const { y: result } = await evaluate({ y }, { x: [1, 0, 0, 1, 1, 1] }, states);
    expect([...result.data]).toEqual([11, 24, 16, 35]);
  });

  test('without bias has a weight alone', () => {
    const model = new Model('inference');
    linear(model.root, input('x', [2, 3]), { features: 5, bias: false });
    expect(variables(model)).toEqual({ weight: [5, 3] });
  });
});

describe('convolution', () => {
  test('the kernel moves by the stride over the padded picture, and the bias is added', async () => {
    const model = new Model('inference');
    const options = { filters: 2, kernel: [1, 3], stride: [1, 2], padding: [0, 1] } as const;
    const y = convolution(model.root, input('x', [1, 1, 1, 4]), options);
    expect(variables(model)).toEqual({ weight: [2, 1, 1, 3], bias: [2] });
    const states = new Map([
      ['weight', float32(1, 10, 100, 0, 1, 0)],
      ['bias', float32(0.5, -1)],
    ]);
    const { y: result } = await evaluate({ y }, { x: [1, 2, 3, 4] }, states);
    expect(result.shape).toEqual([1, 2, 1, 2]);
    expect([...result.data]).toEqual([210.5, 432.5, 0, 2]);
  });
});

describe('upConvolution', () => {
  test.each([1, 2, 3])('enlarges %d times', (stride) => {
    const model = new Model('inference');
    const y = upConvolution(model.root, input('x', [1, 4, 5, 6]), {
      filters: 3,
      kernel: 3,
      stride,
      padding: 1,
    });
    expect(y.shape).toEqual([1, 3, 5 * stride, 6 * stride]);
    expect(variables(model)).toEqual({ weight: [4, 3, 3, 3], bias: [3] });
  });

  test('each element spreads the kernel', async () => {
    const model = new Model('inference');
    const options = { filters: 1, kernel: [1, 3], stride: [1, 2], padding: [0, 1] } as const;
    const y = upConvolution(model.root, input('x', [1, 1, 1, 2]), options);
    const states = new Map([
      ['weight', float32(1, 10, 100)],
      ['bias', float32(0.5)],
    ]);
    const { y: result } = await evaluate({ y }, { x: [1, 2] }, states);
    // 10 in place, 100 to the right, 1 to the left, where the next one's fall, too
    expect([...result.data]).toEqual([10.5, 102.5, 20.5, 200.5]);
  });
});

/** One channel: mean 4, biased variance 5, unbiased 20/3. */
const BATCH = [1, 3, 5, 7];
const NORMALISED = BATCH.map((value) => (value - 4) / Math.sqrt(5 + 1e-5));

describe('batchNorm', () => {
  test("in training goes by the batch's statistics, and moves the running ones", async () => {
    const model = new Model('training');
    const y = batchNorm(model.root, input('x', [2, 1, 1, 2]));
    expect(variables(model)).toEqual({ weight: [1], bias: [1], running_mean: [1], running_var: [1] });
    const states = new Map([
      ['weight', float32(2)],
      ['bias', float32(0.5)],
      ['running_mean', float32(0)],
      ['running_var', float32(1)],
    ]);
    const session = await compile({ outputs: { y }, updates: model.updates }, nodeRuntime({ threads: 1 }), {
      states,
    });
    const { y: result } = await session.run({ x: BATCH });
    expect([...result.data]).toEqual(closeTo(NORMALISED.map((value) => 2 * value + 0.5)));
    const once = await session.state();
    expect([...(once.get('running_mean') ?? [])]).toEqual(closeTo([0.4]));
    expect([...(once.get('running_var') ?? [])]).toEqual(closeTo([0.9 + (0.1 * 20) / 3]));
    await session.run({ x: BATCH });
    expect([...((await session.state()).get('running_mean') ?? [])]).toEqual(closeTo([0.9 * 0.4 + 0.4]));
    expect((await session.state()).get('weight')).toEqual(float32(2));
    await session.release();
  });

  test('momentum is the weight of the new batch', async () => {
    const model = new Model('training');
    batchNorm(model.root, input('x', [2, 1, 1, 2]), { momentum: 1 });
    const updated = [...model.updates.values()];
    expect(updated.length).toBe(2);
    const [mean, variance] = updated;
    if (!mean || !variance) throw new Error('no statistics were updated');
    const results = await evaluate({ mean, variance }, { x: BATCH }, model.initial(0));
    expect([...results.mean.data, ...results.variance.data]).toEqual(closeTo([4, 20 / 3]));
  });

  test('in inference goes by the running statistics, and leaves them', async () => {
    const model = new Model('inference');
    const y = batchNorm(model.root, input('x', [1, 2, 1, 1]), { epsilon: 0.75 });
    expect(model.updates.size).toBe(0);
    const states = new Map([
      ['weight', float32(3, 1)],
      ['bias', float32(1, 0)],
      ['running_mean', float32(2, -1)],
      ['running_var', float32(0.25, 3.25)],
    ]);
    const { y: result } = await evaluate({ y }, { x: [4, 1] }, states);
    // deviations √(0.25 + 0.75) and √(3.25 + 0.75)
    expect([...result.data]).toEqual(closeTo([7, 1]));
  });
});

describe('instanceNorm', () => {
  test('an open batch gives what a fixed one gives', async () => {
    const values = Float32Array.from({ length: 2 * 3 * 4 * 5 }, (_, i) => Math.sin(i * i) + (i % 7));
    const open = await evaluate({ y: instanceNorm(input('x', ['batch', 3, 4, 5])) }, { x: values });
    const fixed = await evaluate({ y: instanceNorm(input('x', [2, 3, 4, 5])) }, { x: values });
    expect(open.y.shape).toEqual([2, 3, 4, 5]);
    // both are float32: rounding alone may differ
    for (const [i, value] of open.y.data.entries())
      expect(Number(value)).toBeCloseTo(Number(fixed.y.data[i]), 5);
  });

  test('brings each channel of each picture to mean 0 and variance 1', async () => {
    const y = instanceNorm(input('x', [2, 2, 2, 2]));
    const second = BATCH.map((value) => 100 - 2 * value);
    const { y: result } = await evaluate({ y }, { x: [...BATCH, ...second, ...second, ...BATCH] });
    const turned = second.map((value) => (value - 92) / Math.sqrt(20 + 1e-5));
    expect([...result.data]).toEqual(closeTo([...NORMALISED, ...turned, ...turned, ...NORMALISED], 5));
  });

  test('gives 0 for a flat channel', async () => {
    const y = instanceNorm(input('x', [1, 1, 2, 2]));
    const { y: result } = await evaluate({ y }, { x: [7, 7, 7, 7] });
    expect([...result.data]).toEqual([0, 0, 0, 0]);
  });
});
