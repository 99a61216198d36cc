import { describe, expect, test } from 'vitest';
import { ones } from '../graph/initialisers.ts';
import { Model } from '../graph/model.ts';
import { input } from '../graph/tensor.ts';
import { closeTo } from '../layers/testing/evaluate.ts';
import { mul } from '../ops/elementwise.ts';
import { sum } from '../ops/reduce.ts';
import { nodeRuntime } from '../runtime/node-runtime.ts';
import { startTraining } from '../training/training-session.ts';
import { trainingStep } from '../training/training-step.ts';
import { adam, adamW } from './adam.ts';
import type { Optimiser } from './optimiser.ts';
import { sgd } from './sgd.ts';

/** The weight, 1 at first, after each of the gradients. */
async function path(optimiser: Optimiser, gradients: readonly number[], rate?: number): Promise<number[]> {
  const model = new Model('training');
  // the gradient of w g with respect to w is g
  const loss = sum(mul(model.root.weight('w', [1], ones), input('g', [1])));
  const step = trainingStep(model, loss, optimiser);
  const training = await startTraining(step, nodeRuntime({ threads: 1 }), { seed: 0 });
  const found: number[] = [];
  for (const gradient of gradients) {
    await training.step({ g: [gradient] }, rate);
    found.push((await training.weights()).get('w')?.[0] ?? Number.NaN);
  }
  await training.release();
  return found;
}

describe('adam', () => {
  test('the first two steps, by hand', async () => {
    // mean 0.2, 0.08; mean square 0.004, 0.004996; corrections 1 - 0.9ᵗ = 0.1, 0.19 and 1 - 0.999ᵗ = 0.001, 0.001999
    const second = 0.9 - (0.1 * (0.08 / 0.19)) / Math.sqrt(0.004996 / 0.001999);
    expect(await path(adam({ learningRate: 0.1 }), [2, -1])).toEqual(closeTo([0.9, second]));
  });

  test('betas and epsilon are heeded', async () => {
    // mean 1, -0.5; mean square 3, 3.75; corrections 0.5, 0.75 and 0.75, 0.9375: the mean square is 4 both times
    const optimiser = adam({ learningRate: 0.5, betas: [0.5, 0.25], epsilon: 2 });
    expect(await path(optimiser, [2, -2])).toEqual(closeTo([0.75, 0.75 + 0.5 * (2 / 3 / 4)]));
  });

  test('weight decay goes through the gradient', async () => {
    // 2 + 0.5 × 1
    const options = { learningRate: 0.1, weightDecay: 0.5, epsilon: 1 };
    expect(await path(adam(options), [2])).toEqual(closeTo([1 - (0.1 * 2.5) / 3.5]));
  });

  test('a gradient of 0 moves nothing', async () => {
    expect(await path(adam(), [0, 0])).toEqual([1, 1]);
  });
});

describe('adamW', () => {
  test('weight decay shrinks the weight itself, by the rate of the step', async () => {
    const optimiser = adamW({ learningRate: 0.1, weightDecay: 0.5, epsilon: 1 });
    expect(await path(optimiser, [2])).toEqual(closeTo([0.95 - (0.1 * 2) / 3]));
    expect(await path(optimiser, [2], 0.2)).toEqual(closeTo([0.9 - (0.2 * 2) / 3]));
  });

  test('decays by 0.01 unless told otherwise', async () => {
    expect(await path(adamW({ learningRate: 0.5 }), [0])).toEqual(closeTo([0.995]));
  });
});

describe('sgd', () => {
  test('the velocity sums gradients, the rate scales it', async () => {
    // velocity 2, then 0.9 × 2 - 1
    expect(await path(sgd({ learningRate: 0.1 }), [2, -1])).toEqual(closeTo([0.8, 0.72]));
  });

  test("Nesterov's looks ahead along the velocity", async () => {
    // 2 + 0.9 × 2, then -1 + 0.9 × 0.8
    expect(await path(sgd({ learningRate: 0.1, nesterov: true }), [2, -1])).toEqual(closeTo([0.62, 0.648]));
  });

  test('without momentum it keeps no memory', async () => {
    const plain = sgd({ learningRate: 0.1, momentum: 0 });
    expect(plain.slots).toEqual([]);
    expect(await path(plain, [2, -1])).toEqual(closeTo([0.8, 0.9]));
  });

  test('weight decay goes through the gradient', async () => {
    expect(await path(sgd({ learningRate: 0.1, weightDecay: 0.5 }), [2])).toEqual(closeTo([0.75]));
  });
});

test('a step may be told another learning rate', async () => {
  expect(await path(sgd({ learningRate: 0.1 }), [2], 0.25)).toEqual([0.5]);
  expect(await path(adam({ learningRate: 0.1 }), [2], 0.25)).toEqual(closeTo([0.75]));
});
