import { InferenceSession, Tensor as OrtTensor } from 'onnxruntime-node';
import { describe, expect, test } from 'vitest';
import { constant, input, Tensor } from '../graph/tensor.ts';
import { add, mul } from '../ops/elementwise.ts';
import { matmul } from '../ops/linear.ts';
import { sum } from '../ops/reduce.ts';
import { reshape } from '../ops/shape.ts';
import { lower } from './lower.ts';

const state = (name: string, shape: readonly number[]) =>
  new Tensor('float32', shape, { kind: 'state', name });
const options = { logSeverityLevel: 3, intraOpNumThreads: 1 } as const;
const floats = (values: readonly number[], shape: readonly number[]) =>
  new OrtTensor('float32', Float32Array.from(values), shape);

describe('lower', () => {
  const x = input('x', ['batch', 3]);
  const w = state('w', [3, 2]);
  const program = { outputs: { y: matmul(x, w) } };
  const weights = Float32Array.of(1, 2, 3, 4, 5, 6);

  test('lists what to feed and what to fetch', () => {
    const { inputs, states, outputs, updates } = lower(program, { device: 'cpu' });
    expect(inputs).toEqual([{ name: 'x', tensor: x }]);
    expect(states.map(({ name }) => name)).toEqual(['w']);
    expect(outputs).toEqual([{ name: 'y', tensor: program.outputs.y }]);
    expect(updates.size).toBe(0);
  });

  test('leaves the batch axis open, under its name', async () => {
    const { bytes } = lower(program, { device: 'cpu', folded: new Map([['w', weights]]) });
    const session = await InferenceSession.create(bytes, options);
    expect(session.inputMetadata[0]).toMatchObject({
      name: 'x',
      isTensor: true,
      type: 'float32',
      shape: ['batch', 3],
    });
    for (const batch of [1, 4]) {
      const rows = new Array<number>(batch * 3).fill(1);
      const { y } = await session.run({ x: floats(rows, [batch, 3]) });
      expect([y.dims, [...(y.data as Float32Array).slice(0, 2)]]).toEqual([
        [batch, 2],
        [9, 12],
      ]);
    }
    await session.release();
  });

  test('a folded state is a constant of the file, and no input', async () => {
    const { bytes, states } = lower(program, { device: 'cpu', folded: new Map([['w', weights]]) });
    expect(states).toEqual([]);
    const session = await InferenceSession.create(bytes, options);
    expect([session.inputNames, session.outputNames]).toEqual([['x'], ['y']]);
    await session.release();
  });

  test('folded or fed, the result is the same', async () => {
    const fed = await InferenceSession.create(lower(program, { device: 'cpu' }).bytes, options);
    const folded = await InferenceSession.create(
      lower(program, { device: 'cpu', folded: new Map([['w', weights]]) }).bytes,
      options,
    );
    const [shape] = fed.inputMetadata
      .filter(({ name }) => name === 'w')
      .map((each) => (each.isTensor ? each.shape : []));
    const feed = { x: floats([1, -2, 0.5], [1, 3]) };
    const a = await fed.run({ ...feed, w: floats([...weights], shape as number[]) });
    const b = await folded.run(feed);
    expect([...(a.y.data as Float32Array)]).toEqual([...(b.y.data as Float32Array)]);
    await fed.release();
    await folded.release();
  });

  test('names the output that carries a state on', () => {
    const { updates } = lower(
      { outputs: { loss: sum(w) }, updates: new Map([[w, mul(w, 0.5)]]) },
      { device: 'cpu' },
    );
    expect([...updates.keys()]).toEqual(['w']);
    expect(new Set(updates.values())).not.toContain('loss');
  });

  test('two outputs may be one tensor, and an output may be an input, a state or a constant', async () => {
    const y = add(x, 1);
    const outputs = { y, same: y, fed: x, kept: w, fixed: constant([7], []) };
    const { bytes } = lower({ outputs }, { device: 'cpu', folded: new Map([['w', weights]]) });
    const session = await InferenceSession.create(bytes, options);
    const results = await session.run({ x: floats([1, 2, 3], [1, 3]) });
    const numbers = (name: string) => [...(results[name].data as Float32Array)];
    expect([numbers('y'), numbers('same'), numbers('fed')]).toEqual([
      [2, 3, 4],
      [2, 3, 4],
      [1, 2, 3],
    ]);
    expect([numbers('kept'), numbers('fixed')]).toEqual([[...weights], [7]]);
    await session.release();
  });

  test('a reshape keeps one open axis open', async () => {
    const { bytes } = lower({ outputs: { y: reshape(x, ['batch', 1, 3]) } }, { device: 'cpu' });
    const session = await InferenceSession.create(bytes, options);
    const { y } = await session.run({ x: floats([1, 2, 3, 4, 5, 6], [2, 3]) });
    expect(y.dims).toEqual([2, 1, 3]);
    await session.release();
  });

  test('equal parts of a program are written once', () => {
    const twice = add(mul(x, 2), mul(x, 2));
    const once = mul(x, 2);
    const size = (outputs: Record<string, Tensor>) => lower({ outputs }, { device: 'cpu' }).bytes.length;
    expect(size({ y: twice })).toBe(size({ y: add(once, once) }));
  });

  test('what cannot be folded in is refused, by name', () => {
    const fold = (name: string, length: number, updates = new Map<Tensor, Tensor>()) =>
      lower({ ...program, updates }, { device: 'cpu', folded: new Map([[name, new Float32Array(length)]]) });
    expect(() => fold('v', 6)).toThrow(
      `folded: received 'v'; expected the name of one of the program's states`,
    );
    expect(() => fold('w', 5)).toThrow(`folded: 'w' received 5 elements; expected 6 for [3, 2]`);
    expect(() => fold('w', 6, new Map([[w, mul(w, 0.5)]]))).toThrow(
      `folded: received 'w', which the program changes; expected a state that stays`,
    );
  });

  test('a state of no fixed shape is refused', () => {
    const open = new Tensor('float32', ['n'], { kind: 'state', name: 'open' });
    expect(() => lower({ outputs: { y: add(open, 1) } }, { device: 'cpu' })).toThrow(
      `state 'open' needs every length`,
    );
  });
});
