import { compile, input, Model, mish, relu } from '@leukolens/engine';
import { nodeRuntime } from '@leukolens/engine/node';
import { describe, expect, test } from 'vitest';
import { bottleneck, resnet } from '../../../packages/engine/src/networks/resnet.ts';
import { Golden, missingGoldens, worst } from './golden.ts';

const reason = missingGoldens();
if (reason) console.warn(`skipped: ${reason}`);

/** A small residual network with running statistics of its own, three images; its maps are compared elsewhere. */
describe.skipIf(reason !== undefined).each([
  ['cam-relu', relu],
  ['cam-mish', mish],
])('%s', (name, activation) => {
  test.each(['states', 'folded'] as const)('logits, weights as %s', async (where) => {
    const golden = new Golden(name);
    const model = new Model('inference');
    const x = input('x', golden.shape('x'));
    const logits = resnet(model.root, x, bottleneck, [1, 1, 1, 1], { classes: 3, narrowing: 8, activation });
    const session = await compile({ outputs: { logits } }, nodeRuntime(), {
      [where]: golden.under('weight.'),
    });
    const results = await session.run({ x: golden.float32('x') });
    await session.release();
    const expected = [0, 1, 2].flatMap((image) => [...golden.float32(`logits.${image}`)]);
    const error = worst(results.logits.data, Float32Array.from(expected));
    console.log(`${name}: logits ${error}, weights as ${where}`);
    expect(error).toBeLessThanOrEqual(1e-4);
  });
});
