import { describe, expect, test } from 'vitest';
import { GraphError } from '../graph/errors.ts';
import { Model } from '../graph/model.ts';
import { input } from '../graph/tensor.ts';
import { evaluate } from '../layers/testing/evaluate.ts';
import { type UnetOptions, unet } from './unet.ts';

function traced(shape: readonly number[], options: UnetOptions = {}) {
  const model = new Model('training');
  return { model, logits: unet(model.root, input('x', shape), options) };
}

/** Weights of a 3x3 convolution or transposed convolution, with bias. */
const layer = (from: number, to: number) => 9 * from * to + to;

function count({ weights }: Model): number {
  return weights.reduce(
    (total, { shape }) => total + shape.reduce((product, length) => product * length, 1),
    0,
  );
}

describe('unet', () => {
  test("has the weights of the paper's network", () => {
    const { model } = traced([1, 3, 32, 32]);
    const down = layer(3, 32) + layer(32, 64) + layer(64, 128) + layer(128, 256) + layer(256, 512);
    // each level sees its own result and that of the one below
    const up = layer(256 + 512, 128) + layer(2 * 128, 64) + layer(2 * 64, 32) + layer(2 * 32, 1);
    expect(count(model)).toBe(down + up);
    expect(count(model)).toBe(2_638_433);
    expect([...model.variables.values()].every(({ trainable }) => trainable)).toBe(true);
  });

  test('its weights are named by level', () => {
    const levels = ['down0', 'down1', 'down2', 'down3', 'bottom', 'up3', 'up2', 'up1', 'up0'];
    expect([...traced([1, 3, 32, 32]).model.variables.keys()]).toEqual(
      levels.flatMap((level) => [`${level}.weight`, `${level}.bias`]),
    );
  });

  test.each([
    [[2, 2, 2, 2], 32, 48],
    [[1, 2, 2, 2], 24, 40],
    [[3, 1, 3, 1], 18, 27],
    [[1, 1, 1, 1], 5, 7],
  ])('with strides %j gives logits of the picture, %d x %d', (strides, height, width) => {
    const options = { channels: [4, 8, 8, 8, 8], strides, outputs: 2 };
    expect(traced([2, 3, height, width], options).logits.shape).toEqual([2, 2, height, width]);
  });

  test('may have fewer levels', () => {
    const { model, logits } = traced([1, 1, 6, 6], { channels: [4, 8], strides: [2] });
    expect(logits.shape).toEqual([1, 1, 6, 6]);
    expect(count(model)).toBe(layer(1, 4) + layer(4, 8) + layer(4 + 8, 1));
  });

  test('sides that the strides do not divide are refused', () => {
    expect(() => traced([1, 3, 36, 32])).toThrow(GraphError);
  });

  test('without dropout, training and inference give the same logits', async () => {
    const shape = [1, 3, 16, 16];
    const x = Float32Array.from({ length: 3 * 16 * 16 }, (_, i) => Math.sin(i));
    const results = await Promise.all(
      (['training', 'inference'] as const).map(async (mode) => {
        const model = new Model(mode);
        const options = { channels: [4, 8, 8], strides: [2, 2], dropout: mode === 'training' ? 0 : 0.5 };
        const logits = unet(model.root, input('x', shape), options);
        const { logits: result } = await evaluate({ logits }, { x }, model.initial(3));
        return Array.from(result.data, Number);
      }),
    );
    expect(results[0]).toEqual(results[1]);
    expect(new Set(results[0]).size).toBeGreaterThan(200);
  });
});
