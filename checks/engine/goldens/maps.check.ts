import { Explainer, finalMap, MAP_METHODS } from '@leukolens/cad';
import { bottleneck, mish, relu, resnet } from '@leukolens/engine';
import { nodeRuntime } from '@leukolens/engine/node';
import { describe, expect, test } from 'vitest';
import { Golden, missingGoldens, worst } from './golden.ts';

const reason = missingGoldens();
if (reason) console.warn(`skipped: ${reason}`);

const LAYERS = ['layer3', 'layer4'];

/** Three pictures, each explained for the class of its number, all in one pass. */
describe.skipIf(reason !== undefined).each([
  ['cam-relu', relu],
  ['cam-mish', mish],
])('%s', (name, activation) => {
  test('raw maps to 1e-4 of their largest, final maps to 1e-3', async () => {
    const golden = new Golden(name);
    const [batch, channels, height, width] = golden.shape('x') as [number, number, number, number];
    const explainer = await Explainer.start(
      (model, x, observe) =>
        resnet(model.root, x, bottleneck, [1, 1, 1, 1], { classes: 3, narrowing: 8, activation, observe }),
      golden.under('weight.'),
      nodeRuntime(),
      { layers: LAYERS, batch, channels, width, height },
    );
    const x = golden.float32('x');
    const length = x.length / batch;
    const pictures = Array.from({ length: batch }, (_, i) => x.subarray(i * length, (i + 1) * length));
    const explanations = await explainer.explain(pictures, [0, 1, 2]);
    await explainer.release();
    let [raw, final] = [0, 0];
    for (const [i, { maps }] of explanations.entries()) {
      for (const layer of LAYERS) {
        for (const method of MAP_METHODS) {
          const expected = golden.float64(`${layer}.${i}.${method}.raw`);
          const found = maps.get(layer)![method];
          const largest = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
          found.data.forEach((value, k) => {
            raw = Math.max(raw, Math.abs(value - expected[k]!) / largest);
          });
          const shown = finalMap(found, width, height).data;
          final = Math.max(final, worst(shown, golden.float32(`${layer}.${i}.${method}.final`)));
        }
      }
    }
    console.log(`${name}: raw maps ${raw} of their largest, final maps ${final}`);
    expect(raw).toBeLessThanOrEqual(1e-4);
    expect(final).toBeLessThanOrEqual(1e-3);
  });
});
