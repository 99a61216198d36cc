import { compile, gradients, input, Model, mish, mul, relu, sum, type Tensor } from '@leukolens/engine';
import { nodeRuntime } from '@leukolens/engine/node';
import { describe, expect, test } from 'vitest';
import { bottleneck } from '../../../packages/engine/src/networks/resnet.ts';
import { adamStepError } from './adam-step.ts';
import { Golden, gradientShare, missingGoldens, worst } from './golden.ts';

const reason = missingGoldens();
if (reason) console.warn(`skipped: ${reason}`);

describe.skipIf(reason !== undefined).each([
  ['bottleneck-relu', relu],
  ['bottleneck-mish', mish],
])('%s', (name, activation) => {
  test('result, gradients of weights and input, running statistics', async () => {
    const golden = new Golden(name);
    const model = new Model('training');
    const x = input('x', golden.shape('x'));
    const y = bottleneck(model.root, x, 16, 2, activation);
    const loss = sum(mul(y, input('upstream', golden.shape('upstream'))));
    const tensors = [...model.weights.map(({ tensor }) => tensor), x];
    const names = [...model.weights.map(({ name }) => name), 'x'];
    const slopes = gradients(loss, tensors);
    const outputs: Record<string, Tensor> = { y, loss };
    names.forEach((name, i) => {
      outputs[`gradient of ${name}`] = slopes[i] ?? loss;
    });
    const before = golden.under('before.');
    const session = await compile({ outputs, updates: model.updates }, nodeRuntime(), { states: before });
    const results = await session.run({ x: golden.float32('x'), upstream: golden.float32('upstream') });
    const after = await session.state();
    await session.release();

    // num_batches_tracked is left out: PyTorch counts batches in it, and reads the count only where momentum is None
    const statistics = [...model.variables.values()].filter(({ trainable }) => !trainable);
    const errors = {
      result: worst(results.y?.data, golden.float32('logits')),
      loss: worst(results.loss?.data, golden.float32('loss')),
      gradients: Math.max(
        ...names.map((name) =>
          gradientShare(results[`gradient of ${name}`]?.data, golden.float32(`grad.${name}`)),
        ),
      ),
      statistics: Math.max(
        ...statistics.map(({ name }) => worst(after.get(name), golden.float32(`after.${name}`))),
      ),
    };
    console.log(`${name}: ${JSON.stringify(errors)} (gradients as a share of what is allowed)`);
    expect(names.toSorted()).toEqual([...golden.under('grad.').keys()].toSorted());
    expect(statistics.length).toBe(8);
    expect(errors.result).toBeLessThanOrEqual(1e-4);
    expect(errors.loss).toBeLessThanOrEqual(1e-4);
    expect(errors.gradients).toBeLessThanOrEqual(1);
    expect(errors.statistics).toBeLessThanOrEqual(1e-5);
  });

  test("Adam's step from the golden's gradients", async () => {
    const error = await adamStepError(new Golden(name));
    console.log(`${name}: weights after Adam's step ${error}`);
    expect(error).toBeLessThanOrEqual(1e-6);
  });
});
