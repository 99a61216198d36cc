import { InferenceSession, Tensor as OrtTensor } from 'onnxruntime-node';
import { describe, expect, test } from 'vitest';
import { Model } from '../graph/model.ts';
import type { Program } from '../graph/program.ts';
import type { Shape } from '../graph/shape.ts';
import { input } from '../graph/tensor.ts';
import { resnet18 } from '../networks/resnet.ts';
import { unet } from '../networks/unet.ts';
import { nodeRuntime } from '../runtime/node-runtime.ts';
import { compile } from '../runtime/session.ts';
import { seeded } from '../weights/testing/seeded.ts';
import { exportOnnx } from './export.ts';

/** A narrow ResNet-18 with its initial weights. */
function classifier(shape: Shape = ['batch', 3, 32, 32], mode: 'training' | 'inference' = 'inference') {
  const model = new Model(mode);
  const logits = resnet18(model.root, input('x', shape), { classes: 3, narrowing: 16 });
  return { program: { outputs: { logits } } satisfies Program, model, weights: model.initial(1) };
}

function segmenter(mode: 'training' | 'inference' = 'inference') {
  const model = new Model(mode);
  const options = { channels: [4, 8, 16], strides: [2, 2] };
  const logits = unet(model.root, input('x', [2, 3, 32, 32]), options);
  return { program: { outputs: { logits } } satisfies Program, weights: model.initial(2) };
}

function pictures(batch: number): Float32Array {
  const draw = seeded(batch);
  return Float32Array.from({ length: batch * 3 * 32 * 32 }, () => draw(1000) / 500 - 1);
}

/** What plain ONNX Runtime makes of the file. */
async function run(bytes: Uint8Array, batch: number): Promise<number[]> {
  const session = await InferenceSession.create(bytes, { intraOpNumThreads: 1, logSeverityLevel: 3 });
  const { logits } = await session.run({ x: new OrtTensor('float32', pictures(batch), [batch, 3, 32, 32]) });
  await session.release();
  return [...(logits.data as Float32Array)];
}

/** The largest difference in relation to the largest magnitude. */
function apart(a: readonly number[], b: readonly number[]): number {
  expect(a).toHaveLength(b.length);
  const largest = Math.max(...b.map(Math.abs));
  return Math.max(...a.map((value, i) => Math.abs(value - (b[i] as number)))) / largest;
}

describe('exportOnnx', () => {
  test('gives a file that computes what the program does, for any batch', async () => {
    const { program, weights } = classifier();
    const bytes = exportOnnx(program, weights);
    for (const batch of [1, 3]) {
      const own = classifier([batch, 3, 32, 32]);
      const session = await compile(own.program, nodeRuntime({ threads: 1 }), { folded: weights });
      const { logits } = await session.run({ x: pictures(batch) });
      await session.release();
      // two formulations of one graph: rounding alone
      expect(apart(await run(bytes, batch), Array.from(logits.data, Number))).toBeLessThan(1e-5);
    }
  });

  test('names inputs and outputs, and leaves the batch axis open', async () => {
    const { program, weights } = classifier();
    const session = await InferenceSession.create(exportOnnx(program, weights), { logSeverityLevel: 3 });
    expect([session.inputNames, session.outputNames]).toEqual([['x'], ['logits']]);
    expect(session.inputMetadata[0]).toMatchObject({ type: 'float32', shape: ['batch', 3, 32, 32] });
    expect(session.outputMetadata[0]).toMatchObject({ type: 'float32', shape: ['batch', 3] });
    await session.release();
  });

  test('holds a U-Net, too', async () => {
    const { program, weights } = segmenter();
    const session = await compile(program, nodeRuntime({ threads: 1 }), { folded: weights });
    const { logits } = await session.run({ x: pictures(2) });
    await session.release();
    expect(apart(await run(exportOnnx(program, weights), 2), Array.from(logits.data, Number))).toBeLessThan(
      1e-5,
    );
  });

  test('uses standard operators only, and carries properties', () => {
    for (const { program, weights } of [classifier(), segmenter()]) {
      const bytes = Buffer.from(exportOnnx(program, weights, { properties: { use: 'research, Ж' } }));
      expect(bytes.includes('com.microsoft')).toBe(false);
      expect(bytes.includes('research, Ж')).toBe(true);
    }
  });

  test('leaves weights of other parts out of the file', () => {
    const { program, weights } = classifier();
    const more = new Map([...weights, ['other.weight', new Float32Array(1e6)]]);
    expect(Buffer.compare(exportOnnx(program, more), exportOnnx(program, weights))).toBe(0);
  });

  test('refuses a weight that is missing or of another length', () => {
    const { program, weights } = classifier();
    const without = new Map(weights);
    without.delete('fc.bias');
    expect(() => exportOnnx(program, without)).toThrow(
      "exportOnnx: 'fc.bias' received no value; expected 3 for [3]",
    );
    expect(() => exportOnnx(program, new Map([...weights, ['fc.bias', new Float32Array(4)]]))).toThrow(
      "exportOnnx: 'fc.bias' received 4 elements; expected 3 for [3]",
    );
  });

  test('refuses a program of training', () => {
    const { program, model, weights } = classifier([2, 3, 32, 32], 'training');
    expect(() => exportOnnx({ ...program, updates: model.updates }, weights)).toThrow(
      "exportOnnx: the program changes 40 states; expected one of inference: trace it with Model('inference')",
    );
    const dropping = segmenter('training');
    expect(() => exportOnnx(dropping.program, dropping.weights)).toThrow('the program draws random numbers');
  });
});
