import { describe, expect, test } from 'vitest';
import { Model } from '../graph/model.ts';
import { input, type Tensor } from '../graph/tensor.ts';
import { evaluate } from '../layers/testing/evaluate.ts';
import { mish } from '../ops/activations.ts';
import { basicBlock, bottleneck, type ResnetOptions, resnet, resnet18, resnet50 } from './resnet.ts';

const NORM = ['weight', 'bias', 'running_mean', 'running_var'];

/**
 * The names in torchvision's state_dict, in its order, by its rule: within a block `conv1`, `bn1`, .. up to the last, and a
 * `downsample` of convolution 0 and norm 1 in each stage's first block, if that changes the shape. torchvision's counts of
 * batches are left out.
 */
function torchvisionNames(
  blocks: readonly number[],
  convolutions: number,
  head: readonly string[],
): string[] {
  const names = ['conv1.weight', ...NORM.map((kind) => `bn1.${kind}`)];
  blocks.forEach((count, stage) => {
    for (let block = 0; block < count; block++) {
      const path = `layer${stage + 1}.${block}`;
      for (let i = 1; i <= convolutions; i++) {
        names.push(`${path}.conv${i}.weight`, ...NORM.map((kind) => `${path}.bn${i}.${kind}`));
      }
      // two convolutions leave the first stage's width as the stem's
      if (block === 0 && (stage > 0 || convolutions === 3)) {
        names.push(`${path}.downsample.0.weight`, ...NORM.map((kind) => `${path}.downsample.1.${kind}`));
      }
    }
  });
  return [...names, ...head.flatMap((layer) => [`${layer}.weight`, `${layer}.bias`])];
}

function traced(build: typeof resnet50, options: ResnetOptions): Model {
  const model = new Model('training');
  const logits = build(model.root, input('x', [2, 3, 64, 64]), options);
  expect(logits.shape).toEqual([2, options.classes]);
  return model;
}

function count({ variables }: Model, trainable: boolean): number {
  const counted = [...variables.values()].filter((variable) => variable.trainable === trainable);
  return counted.reduce(
    (total, { shape }) => total + shape.reduce((product, length) => product * length, 1),
    0,
  );
}

describe('resnet50', () => {
  test("has torchvision's weights, by number and name", () => {
    const model = traced(resnet50, { classes: 1000 });
    expect(count(model, true)).toBe(25_557_032);
    expect(count(model, false)).toBe(53_120);
    expect([...model.variables.keys()]).toEqual(torchvisionNames([3, 4, 6, 3], 3, ['fc']));
  });

  test('heads: linear, and with fully connected layers before it', () => {
    const body = 25_557_032 - (2048 + 1) * 1000;
    expect(count(traced(resnet50, { classes: 3 }), true)).toBe(23_514_179);
    const medium = traced(resnet50, { classes: 3, hidden: [1024, 512], activation: mish });
    expect(count(medium, true)).toBe(body + 2049 * 1024 + 1025 * 512 + 513 * 3);
    expect([...medium.variables.keys()]).toEqual(torchvisionNames([3, 4, 6, 3], 3, ['fc.0', 'fc.2', 'fc.4']));
  });

  test('hands out the result of each stage', () => {
    const seen: Record<string, Tensor> = {};
    const observe = (stage: string, y: Tensor) => {
      seen[stage] = y;
    };
    traced(resnet50, { classes: 3, narrowing: 8, observe });
    expect(Object.fromEntries(Object.entries(seen).map(([stage, { shape }]) => [stage, shape]))).toEqual({
      layer1: [2, 32, 16, 16],
      layer2: [2, 64, 8, 8],
      layer3: [2, 128, 4, 4],
      layer4: [2, 256, 2, 2],
    });
  });
});

describe('resnet18', () => {
  test("has torchvision's weights, by number and name", () => {
    const model = traced(resnet18, { classes: 1000 });
    expect(count(model, true)).toBe(11_689_512);
    expect([...model.variables.keys()]).toEqual(torchvisionNames([2, 2, 2, 2], 2, ['fc']));
  });
});

test.each([
  ['bottlenecks', bottleneck],
  ['basic blocks', basicBlock],
])('a small network of %s runs, on pictures whose sides are odd', async (_, block) => {
  const model = new Model('training');
  const x = input('x', [2, 3, 37, 51]);
  const logits = resnet(model.root, x, block, [1, 1, 1, 1], { classes: 3, narrowing: 16 });
  const values = Float32Array.from({ length: 2 * 3 * 37 * 51 }, (_, i) => Math.sin(i));
  const { logits: result } = await evaluate({ logits }, { x: values }, model.initial(1));
  expect(result.shape).toEqual([2, 3]);
  const numbers = Array.from(result.data, Number);
  expect(numbers.every(Number.isFinite)).toBe(true);
  expect(new Set(numbers).size).toBe(6);
});

test.each([
  ['bottlenecks', bottleneck],
  ['basic blocks', basicBlock],
])('new blocks pass their input on: the last norm of %s begins at zero', async (_, block) => {
  const initial = (passOn: boolean) => {
    const model = new Model('training');
    resnet(model.root, input('x', [2, 3, 64, 64]), block, [1, 2, 1, 1], {
      classes: 3,
      narrowing: 16,
      passOn,
    });
    return model.initial(1);
  };
  const last = block === bottleneck ? 'bn3.weight' : 'bn2.weight';
  for (const [name, values] of initial(true)) {
    if (name.includes('bn') && name.endsWith('.weight')) {
      expect(new Set(values)).toEqual(new Set([name.endsWith(last) ? 0 : 1]));
    }
    expect(initial(false).get(name)).toEqual(name.endsWith(last) ? values.map(() => 1) : values);
  }
});
