import { compile, gradients, input, Model, type Tensor, unet, unifiedFocal } from '@leukolens/engine';
import { nodeRuntime } from '@leukolens/engine/node';
import { describe, expect, test } from 'vitest';
import { adamStepError } from './adam-step.ts';
import { Golden, gradientShare, missingGoldens, worst } from './golden.ts';

const reason = missingGoldens();
if (reason) console.warn(`skipped: ${reason}`);

/** A weight's name in MONAI's nesting: each level holds down, skip (the levels below) and up; the bottom is last. */
function peerName(name: string): string {
  const [part = '', kind] = name.split('.');
  const depth = part === 'bottom' ? 4 : Number(part.slice(-1));
  const place = part === 'bottom' ? '0' : part.startsWith('down') ? '0.0' : '2.0';
  return `${'1.inner.'.repeat(depth)}${place}.${kind}`;
}

describe.skipIf(reason !== undefined).each([
  ['unet-s2222', [2, 2, 2, 2]],
  ['unet-s1222', [1, 2, 2, 2]],
])('%s', (name, strides) => {
  test('logits, loss and every gradient', async () => {
    const golden = new Golden(name);
    const model = new Model('training');
    const x = input('x', golden.shape('x'));
    const logits = unet(model.root, x, { channels: [8, 16, 32, 64, 128], strides, dropout: 0 });
    const target = input('target', golden.shape('target'));
    const loss = unifiedFocal(logits, target, { lambda: 0.4, delta: 0.7, gamma: 1 });
    const slopes = gradients(
      loss,
      model.weights.map(({ tensor }) => tensor),
    );
    const states = new Map(
      model.weights.map(({ name }) => [name, golden.float32(`before.${peerName(name)}`)]),
    );
    const outputs: Record<string, Tensor> = { logits, loss };
    model.weights.forEach(({ name }, i) => {
      outputs[`gradient of ${name}`] = slopes[i] ?? loss;
    });
    const session = await compile({ outputs }, nodeRuntime(), { states });
    const results = await session.run({ x: golden.float32('x'), target: golden.float32('target') });
    await session.release();

    const errors = {
      logits: worst(results.logits?.data, golden.float32('logits')),
      loss: worst(results.loss?.data, golden.float32('loss')),
      gradients: Math.max(
        ...model.weights.map(({ name }) =>
          gradientShare(results[`gradient of ${name}`]?.data, golden.float32(`grad.${peerName(name)}`)),
        ),
      ),
    };
    console.log(`${name}: ${JSON.stringify(errors)} (gradients as a share of what is allowed)`);
    expect(model.weights.length).toBe(golden.under('grad.').size);
    expect(errors.logits).toBeLessThanOrEqual(1e-4);
    expect(errors.loss).toBeLessThanOrEqual(1e-5);
    expect(errors.gradients).toBeLessThanOrEqual(1);
  });

  test("Adam's step from the golden's gradients", async () => {
    const error = await adamStepError(new Golden(name));
    console.log(`${name}: weights after Adam's step ${error}`);
    expect(error).toBeLessThanOrEqual(1e-6);
  });
});
