import {
  adam,
  adamW,
  input,
  Model,
  matmul,
  mul,
  reshape,
  sgd,
  startTraining,
  sum,
  trainingStep,
  zeros,
} from '@leukolens/engine';
import { nodeRuntime } from '@leukolens/engine/node';
import { describe, expect, test } from 'vitest';
import { Golden, missingGoldens, worst } from './golden.ts';

const reason = missingGoldens();
if (reason) console.warn(`skipped: ${reason}`);

describe.skipIf(reason !== undefined)('optimisers', () => {
  test.each([
    ['adam', adam({ learningRate: 1e-2, weightDecay: 1e-3 })],
    ['adamw', adamW({ learningRate: 1e-2, weightDecay: 1e-2 })],
    ['sgd', sgd({ learningRate: 1e-2, momentum: 0.9, nesterov: true, weightDecay: 1e-3 })],
  ])('%s: 50 steps on sum((a w)²)', async (name, optimiser) => {
    const golden = new Golden('optimisers');
    const path = golden.float32(name);
    const model = new Model('training');
    const product = matmul(input('a', [7, 7]), reshape(model.root.weight('w', [7], zeros), [7, 1]));
    const training = await startTraining(
      trainingStep(model, sum(mul(product, product)), optimiser),
      nodeRuntime(),
      { seed: 1, weights: new Map([['w', path.subarray(0, 7)]]) },
    );
    const errors: number[] = [];
    for (let step = 1; step <= 50; step++) {
      await training.step({ a: golden.float32('a') });
      const w = (await training.weights()).get('w');
      errors.push(worst(w, path.subarray(7 * step, 7 * step + 7)));
    }
    await training.release();
    console.log(`optimisers: ${name} ${Math.max(...errors)}`);
    expect(Math.max(...errors)).toBeLessThanOrEqual(1e-5);
  });
});
