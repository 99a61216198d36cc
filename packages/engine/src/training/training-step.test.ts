import { describe, expect, test } from 'vitest';
import { filled, ones } from '../graph/initialisers.ts';
import { Model } from '../graph/model.ts';
import { input, type Tensor } from '../graph/tensor.ts';
import { batchNorm } from '../layers/layers.ts';
import { closeTo } from '../layers/testing/evaluate.ts';
import { add, mul } from '../ops/elementwise.ts';
import { sum } from '../ops/reduce.ts';
import { adam } from '../optimisers/adam.ts';
import { sgd } from '../optimisers/sgd.ts';
import { nodeRuntime } from '../runtime/node-runtime.ts';
import { startTraining } from './training-session.ts';
import { type TrainingOptions, trainingStep } from './training-step.ts';

/** Plain gradient descent: a weight falls by rate times gradient. */
const descent = sgd({ learningRate: 1, momentum: 0 });

/** Two weights of 1 whose gradients are fed: Σ a ga + Σ b gb. */
function twoWeights(): { model: Model; loss: Tensor } {
  const model = new Model('training');
  const term = (name: string) => sum(mul(model.root.weight(name, [2], ones), input(`g${name}`, [2])));
  return { model, loss: add(term('a'), term('b')) };
}

async function train(
  options: TrainingOptions<never>,
  steps: number,
  gradients: { ga: number[]; gb: number[] },
) {
  const { model, loss } = twoWeights();
  const step = trainingStep(model, loss, descent, options);
  const training = await startTraining(step, nodeRuntime({ threads: 1 }), { seed: 0 });
  for (let i = 0; i < steps; i++) await training.step(gradients);
  const [weights, averaged] = [await training.weights(), await training.averagedWeights()];
  await training.release();
  const values = (from: Map<string, Float32Array>) =>
    ['a', 'b'].flatMap((name) => [...(from.get(name) ?? [])]);
  return { weights: values(weights), averaged: values(averaged) };
}

describe('clipping', () => {
  test('scales all gradients together to the limit', async () => {
    // norm √(1 + 4 + 4 + 16) = 5
    const { weights } = await train({ clipNorm: 0.5 }, 1, { ga: [1, -2], gb: [2, 4] });
    expect(weights).toEqual(closeTo([0.9, 1.2, 0.8, 0.6]));
  });

  test('leaves gradients below the limit alone, bit for bit', async () => {
    const gradients = { ga: [0.1, -0.2], gb: [0.3, 0.7] };
    const clipped = await train({ clipNorm: 0.8 }, 3, gradients);
    expect(clipped.weights).toEqual((await train({}, 3, gradients)).weights);
  });

  test('gradients of 0 stay 0', async () => {
    expect((await train({ clipNorm: 1 }, 1, { ga: [0, 0], gb: [0, 0] })).weights).toEqual([1, 1, 1, 1]);
  });
});

describe('the moving average', () => {
  test('starts at the weights and follows them', async () => {
    // weights 1, 0.75, 0.5; averages 1, 0.9375, 0.828125: exact in binary
    const { weights, averaged } = await train({ averageDecay: 0.75 }, 2, { ga: [0.25, 0], gb: [0, 0.25] });
    expect(weights).toEqual([0.5, 1, 1, 0.5]);
    expect(averaged).toEqual([0.828125, 1, 1, 0.828125]);
  });

  test('is the weights themselves where none is kept', async () => {
    const { weights, averaged } = await train({}, 2, { ga: [0.25, 0], gb: [0, 0.25] });
    expect(averaged).toEqual(weights);
  });
});

describe('which weights are trained', () => {
  test('frozen ones stay bit for bit, and no memory is kept for them', async () => {
    const { model, loss } = twoWeights();
    const start = new Map([['a', Float32Array.of(1 / 3, Math.PI)]]);
    const optimiser = adam({ weightDecay: 0.1 });
    const step = trainingStep(model, loss, optimiser, {
      trainable: (name) => name !== 'a',
      averageDecay: 0.9,
    });
    const training = await startTraining(step, nodeRuntime({ threads: 1 }), { seed: 0, weights: start });
    for (let i = 0; i < 5; i++) await training.step({ ga: [3, 4], gb: [5, 6] });
    const weights = await training.weights();
    expect(weights.get('a')).toEqual(start.get('a'));
    expect((await training.averagedWeights()).get('a')).toEqual(start.get('a'));
    expect(weights.get('b')).not.toEqual(Float32Array.of(1, 1));
    const states = [...(await training.state()).states.keys()];
    expect(states.filter((name) => name.startsWith('a'))).toEqual(['a']);
    expect(states.filter((name) => name.startsWith('b')).length).toBe(2 + optimiser.slots.length);
    await training.release();
  });

  test('a frozen weight does not count towards the norm that is clipped', async () => {
    const options = { clipNorm: 1, trainable: (name: string) => name === 'b' };
    const { weights } = await train(options, 1, { ga: [100, 100], gb: [0.5, 0] });
    expect(weights).toEqual([1, 1, 0.5, 1]);
  });

  test('weights that the loss does not reach are left out', async () => {
    const { model, loss } = twoWeights();
    model.root.weight('unused', [3], filled(7));
    const { updates } = trainingStep(model, loss, descent);
    expect([...updates.keys()].map(({ origin }) => origin.kind === 'state' && origin.name)).toEqual([
      'a',
      'b',
    ]);
  });

  test('none at all is refused', () => {
    const { model, loss } = twoWeights();
    expect(() => trainingStep(model, loss, descent, { trainable: () => false })).toThrow(
      'trainingStep: the loss depends on no trainable weight',
    );
  });
});

test('a model traced for inference is refused', () => {
  const model = new Model('inference');
  const loss = sum(model.root.weight('w', [2], ones));
  expect(() => trainingStep(model, loss, descent)).toThrow('the model was traced for inference');
});

test('further outputs are handed out beside the loss', async () => {
  const { model, loss } = twoWeights();
  const step = trainingStep(model, loss, descent, { outputs: { double: mul(loss, 2) } });
  const training = await startTraining(step, nodeRuntime({ threads: 1 }), { seed: 0 });
  const { loss: value, outputs } = await training.step({ ga: [1, 2], gb: [3, 4] });
  await training.release();
  expect(value).toBe(10);
  expect([...outputs.double.data]).toEqual([20]);
});

describe('statistics', () => {
  test('of a network that the loss does not use stay as they are, and its input is not asked for', async () => {
    const model = new Model('training');
    const loss = sum(batchNorm(model.root.in('used'), input('x', [2, 1, 1, 2])));
    batchNorm(model.root.in('unused'), input('other', [2, 1, 1, 2]));
    const training = await startTraining(trainingStep(model, loss, descent), nodeRuntime(), { seed: 0 });
    await training.step({ x: [1, 2, 3, 4] });
    const weights = await training.weights();
    await training.release();
    expect([...(weights.get('used.running_mean') ?? [])]).toEqual(closeTo([0.25]));
    expect(weights.has('unused.running_mean')).toBe(false);
  });

  test('of a layer used twice are moved by both batches', async () => {
    const model = new Model('training');
    const [a, b] = [input('a', [1, 1, 1, 2]), input('b', [1, 1, 1, 2])];
    const loss = add(sum(batchNorm(model.root, a)), sum(batchNorm(model.root, b)));
    const training = await startTraining(trainingStep(model, loss, descent), nodeRuntime(), { seed: 0 });
    await training.step({ a: [10, 10], b: [20, 20] });
    const weights = await training.weights();
    await training.release();
    // 0.9 (0.9 × 0 + 0.1 × 10) + 0.1 × 20
    expect([...(weights.get('running_mean') ?? [])]).toEqual(closeTo([2.9]));
  });
});
