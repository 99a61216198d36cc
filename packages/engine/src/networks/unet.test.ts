import { describe, expect, test } from 'vitest';
import { GraphError } from '../graph/errors.ts';
import { Model } from '../graph/model.ts';
import { input } from '../graph/tensor.ts';
import { evaluate } from '../layers/testing/evaluate.ts';
import { nodeRuntime } from '../runtime/node-runtime.ts';
import { compile } from '../runtime/session.ts';
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

  test('residual units follow the convolutions of each level, but at the bottom and before the logits', () => {
    const { model, logits } = traced([1, 3, 8, 8], {
      channels: [4, 8, 16],
      strides: [2, 2],
      residualUnits: 2,
    });
    expect(logits.shape).toEqual([1, 1, 8, 8]);
    const layers = ['down0', 'down0.unit0', 'down0.unit1', 'down1', 'down1.unit0', 'down1.unit1'];
    expect([...model.variables.keys()].filter((name) => name.endsWith('weight'))).toEqual(
      [...layers, 'bottom', 'up1', 'up1.unit0', 'up1.unit1', 'up0'].map((name) => `${name}.weight`),
    );
    const plain = layer(3, 4) + layer(4, 8) + layer(8, 16) + layer(8 + 16, 4) + layer(2 * 4, 1);
    expect(count(model)).toBe(plain + 2 * (layer(4, 4) + layer(8, 8) + layer(4, 4)));
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

  describe('with batch norm', () => {
    const small = { channels: [4, 8, 8], strides: [2, 2], norm: 'batch', dropout: 0 } as const;

    test('each convolution but the last has its norm, by name', () => {
      const { model } = traced([1, 3, 8, 8], small);
      const layer = (level: string) => [`${level}.weight`, `${level}.bias`];
      const norm = (level: string) =>
        ['weight', 'bias', 'running_mean', 'running_var'].map((name) => `${level}.norm.${name}`);
      const normed = ['down0', 'down1', 'bottom', 'up1'].flatMap((level) => [
        ...layer(level),
        ...norm(level),
      ]);
      expect([...model.variables.keys()]).toEqual([...normed, ...layer('up0')]);
      const statistics = [...model.variables.values()].filter(({ trainable }) => !trainable);
      expect(statistics.map(({ name }) => name)).toEqual(normed.filter((name) => name.includes('running_')));
    });

    test("a training step moves every norm's statistics", async () => {
      const { model } = traced([2, 3, 8, 8], small);
      const moved = Object.fromEntries(
        [...model.updates].map(([statistic, value], i) => {
          expect(statistic.origin.kind).toBe('state');
          return [`moved${i}`, value];
        }),
      );
      expect(Object.keys(moved)).toHaveLength(8);
      const x = Float32Array.from({ length: 2 * 3 * 64 }, (_, i) => Math.sin(i));
      const before = model.initial(3);
      const results = await evaluate(moved, { x }, before);
      [...model.updates.keys()].forEach((statistic, i) => {
        const { name } = statistic.origin as { name: string };
        expect(Array.from(results[`moved${i}`]!.data, Number), name).not.toEqual([...before.get(name)!]);
      });
    });

    /** Weights as after some training: statistics that are not those of the start. */
    function trained(model: Model): Map<string, Float32Array> {
      return new Map(
        [...model.initial(5)].map(([name, values]) => [
          name,
          name.includes('.norm.')
            ? values.map((value, i) => value + (name.endsWith('running_var') ? 0.5 : 0.3) * Math.sin(i + 1))
            : values,
        ]),
      );
    }

    async function inferred(x: Float32Array, width: number, options: UnetOptions, fold = false) {
      const model = new Model('inference');
      const logits = unet(model.root, input('x', [1, 3, 16, width]), options);
      const weights = trained(model);
      const session = await compile(
        { outputs: { logits } },
        nodeRuntime({ threads: 1 }),
        fold ? { folded: weights } : { states: weights },
      );
      const { data } = (await session.run({ x })).logits;
      await session.release();
      return Array.from(data, Number);
    }

    const picture = (width: number) =>
      Float32Array.from({ length: 3 * 16 * width }, (_, i) => Math.sin(i * i));

    test('inference with constants folded in is the same but for rounding', async () => {
      const plain = await inferred(picture(16), 16, small);
      const folded = await inferred(picture(16), 16, small, true);
      plain.forEach((value, i) => {
        expect(folded[i]).toBeCloseTo(value, 5);
      });
      expect(new Set(plain).size).toBeGreaterThan(200);
    });

    test('a pixel of the result does not see what is far away; with instance norm it does', async () => {
      // to the left of a pixel: 1 + 2 + 4 pixels down, 4 + 2 up, and less than 4 for the strides' grid
      const [width, reach] = [64, 17];
      const near = picture(width);
      const far = near.map((value, i) => (i % width === width - 1 ? -3 * value + 1 : value));
      const differing = async (options: UnetOptions) => {
        const [first, second] = [await inferred(near, width, options), await inferred(far, width, options)];
        return new Set(first.flatMap((value, i) => (value === second[i] ? [] : [i % width])));
      };
      const seen = await differing(small);
      expect(seen.has(width - 1)).toBe(true);
      expect(Math.min(...seen)).toBeGreaterThanOrEqual(width - reach);
      expect((await differing({ ...small, norm: 'instance' })).has(0)).toBe(true);
      // a unit more sees one pixel of its level further: 2 and 4 on the way down, 2 on the way up
      const deep = await differing({ ...small, residualUnits: 1 });
      expect(Math.min(...deep)).toBeGreaterThanOrEqual(width - reach - 8);
      expect(Math.min(...deep)).toBeLessThan(Math.min(...seen));
    });
  });
});
