import { bottleneck, input, Model, mish, relu, resnet } from '@leukolens/engine';
import { nodeRuntime } from '@leukolens/engine/node';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Classifier } from '../classify/design.ts';
import { MAP_METHODS } from './activation-maps.ts';
import { Explainer } from './explainer.ts';

const runtime = nodeRuntime({ threads: 1 });

const classifier =
  (activation: typeof relu): Classifier =>
  (model, x, observe) =>
    resnet(model.root, x, bottleneck, [1, 1, 1, 1], { classes: 3, narrowing: 16, activation, observe });

function weightsOf(of: Classifier, channels: number): Map<string, Float32Array> {
  const model = new Model('training');
  of(model, input('x', [2, channels, 32, 32]), () => undefined);
  return model.initial(7);
}

const picture = (channels: number, width: number, height: number, k = 1) =>
  Float32Array.from({ length: channels * width * height }, (_, i) => Math.sin(k * i));

describe.each([
  ['relu', 3, 64, 64, relu],
  ['mish', 3, 64, 64, mish],
  ['mish', 1, 64, 96, mish],
] as const)('%s, %d planes of %d x %d', (_, channels, width, height, activation) => {
  const of = classifier(activation);
  const options = { layers: ['layer3', 'layer4'], batch: 2, channels, width, height };
  const pictures = [picture(channels, width, height), picture(channels, width, height, 2)];
  let explainer: Explainer;
  beforeAll(async () => {
    explainer = await Explainer.start(of, weightsOf(of, channels), runtime, options);
  });
  afterAll(() => explainer.release());

  test('both layers, all maps, finite; at layer4 three of them are one', async () => {
    for (const { maps } of await explainer.explain(pictures, [0, 2])) {
      const [third, fourth] = [maps.get('layer3')!, maps.get('layer4')!];
      expect([third.gradcam.width, third.gradcam.height]).toEqual([width / 16, height / 16]);
      expect([fourth.gradcam.width, fourth.gradcam.height]).toEqual([width / 32, height / 32]);
      for (const method of MAP_METHODS) expect(fourth[method].data.every(Number.isFinite)).toBe(true);
      const largest = Math.max(...fourth.gradcam.data.map(Math.abs));
      for (const method of ['hirescam', 'xgradcam'] as const) {
        fourth[method].data.forEach((value, i) => {
          expect(Math.abs(value - fourth.gradcam.data[i]!)).toBeLessThanOrEqual(1e-4 * largest);
        });
      }
      // and at layer3 they are not
      expect(third.hirescam.data).not.toEqual(third.gradcam.data);
    }
  });

  test('a picture is explained in a batch as alone', async () => {
    const [together] = await explainer.explain(pictures, [1, 0]);
    const [alone] = await explainer.explain([pictures[0]!], [1]);
    const { gradcam } = together!.maps.get('layer3')!;
    const largest = Math.max(...gradcam.data.map(Math.abs));
    alone!.maps.get('layer3')!.gradcam.data.forEach((value, i) => {
      expect(Math.abs(value - gradcam.data[i]!)).toBeLessThanOrEqual(1e-5 * largest);
    });
  });

  test('without a class it is the most probable', async () => {
    const [first, second] = await explainer.explain(pictures);
    for (const { logits, target } of [first!, second!]) {
      expect(logits[target]).toBe(Math.max(...logits));
    }
    const [named] = await explainer.explain([pictures[0]!], [first!.target]);
    expect(named!.maps.get('layer4')!.gradcam.data).toEqual(first!.maps.get('layer4')!.gradcam.data);
  });
});

test('wrong pictures, classes and layers are refused', async () => {
  const of = classifier(relu);
  const weights = weightsOf(of, 3);
  const options = { layers: ['layer4'], width: 32, height: 32 };
  const explainer = await Explainer.start(of, weights, runtime, options);
  const small = picture(3, 32, 32);
  await expect(explainer.explain([])).rejects.toThrow('received 0 pictures; expected 1 to 1');
  await expect(explainer.explain([small.subarray(1)], [0])).rejects.toThrow('expected 3072, [3, 32, 32]');
  await expect(explainer.explain([small], [3])).rejects.toThrow(
    'class 3; expected a whole number from 0 to 2',
  );
  await expect(explainer.explain([small], [0, 1])).rejects.toThrow('2 classes for 1 pictures');
  await explainer.release();
  await expect(Explainer.start(of, weights, runtime, { ...options, layers: ['layer5'] })).rejects.toThrow(
    "no layer is named 'layer5'; layers are layer1, layer2, layer3, layer4",
  );
});
