import { describe, expect, test } from 'vitest';
import type { DataType } from '../graph/data-type.ts';
import { GraphError } from '../graph/errors.ts';
import { input, Tensor } from '../graph/tensor.ts';
import { add, cast, mul } from '../ops/elementwise.ts';
import { matmul } from '../ops/linear.ts';
import { sum } from '../ops/reduce.ts';
import { nodeRuntime } from './node-runtime.ts';
import { type CompileOptions, compile, type Feed } from './session.ts';

const runtime = nodeRuntime({ threads: 1 });
const state = (name: string, shape: readonly number[]) =>
  new Tensor('float32', shape, { kind: 'state', name });
const numbers = (data: ArrayLike<number | bigint>) => Array.from(data, Number);

describe('a session is fed', () => {
  const x = input('x', [2, 3]);
  const labels = input('labels', [2], 'int64');
  const open = () => compile({ outputs: { y: mul(x, 2), same: cast(labels, 'float32') } }, runtime);
  const x6 = Float32Array.of(1, 2, 3, 4, 5, 6);

  test('typed arrays or numbers, and gives results with their shapes', async () => {
    const session = await open();
    for (const feeds of [
      { x: x6, labels: BigInt64Array.of(1n, 2n) },
      { x: [...x6], labels: [1, 2] },
    ]) {
      const { y, same } = await session.run(feeds);
      expect([y.dtype, y.shape, numbers(y.data)]).toEqual(['float32', [2, 3], [2, 4, 6, 8, 10, 12]]);
      expect(numbers(same.data)).toEqual([1, 2]);
    }
    expect(session.inputs).toEqual(['x', 'labels']);
    await session.release();
  });

  test.each<[string, Record<string, Feed>, string]>([
    ['a missing input', { x: x6 }, `run: input 'labels' is missing; expected int64[2]`],
    ['an unknown input', { x: x6, labels: [0, 1], z: [1] }, `no input is named 'z'; inputs are x, labels`],
    [
      'too many elements',
      { x: new Float32Array(7), labels: [0, 1] },
      'Float32Array of 7; expected float32[2, 3]',
    ],
    ['too few elements', { x: [1, 2, 3], labels: [0, 1] }, 'Array of 3; expected float32[2, 3]'],
    ['no elements', { x: [], labels: [0, 1] }, 'Array of 0; expected float32[2, 3]'],
    ['another dtype', { x: x6, labels: Int32Array.of(0, 1) }, 'Int32Array of 2; expected int64[2]'],
    [
      'float64',
      { x: new Float64Array(6) as never, labels: [0, 1] },
      'Float64Array of 6; expected float32[2, 3]',
    ],
  ])('refuses %s, and can run afterwards', async (_, feeds, message) => {
    const session = await open();
    await expect(session.run(feeds)).rejects.toThrow(GraphError);
    await expect(session.run(feeds)).rejects.toThrow(message);
    await expect(session.run({ x: x6, labels: [0, 1] })).resolves.toBeDefined();
    await session.release();
  });

  test.each<[DataType, number]>([
    ['int64', 0.5],
    ['int64', Number.NaN],
    ['int64', 2 ** 53],
    ['int32', 1.5],
    ['int32', 2 ** 31],
    ['int32', -(2 ** 31) - 1],
    ['bool', 2],
    ['bool', -1],
  ])('refuses numbers that the dtype cannot hold: %s of %d', async (dtype, value) => {
    const session = await compile({ outputs: { y: cast(input('z', [2], dtype), 'float32') } }, runtime);
    await expect(session.run({ z: [1, value] })).rejects.toThrow(GraphError);
    await expect(session.run({ z: [1, value] })).rejects.toThrow(
      `run: input 'z' received ${value} as element 1; expected ${dtype}, whole numbers from`,
    );
    await session.release();
  });

  test.each<[DataType, number, number]>([
    ['int64', -3, 2 ** 24],
    ['int32', -(2 ** 31), 1],
    ['bool', 0, 1],
  ])('takes numbers that %s holds: %d and %d', async (dtype, least, most) => {
    const session = await compile({ outputs: { y: cast(input('z', [2], dtype), 'float32') } }, runtime);
    expect(numbers((await session.run({ z: [least, most] })).y.data)).toEqual([least, most]);
    await session.release();
  });

  test('a number for a scalar', async () => {
    const session = await compile({ outputs: { y: mul(input('rate', []), 2) } }, runtime);
    expect(numbers((await session.run({ rate: 1.5 })).y.data)).toEqual([3]);
    await session.release();
  });
});

test('an open axis takes the length it is fed, anew at every run', async () => {
  const weights = state('w', [3, 1]);
  const session = await compile({ outputs: { y: matmul(input('x', ['batch', 3]), weights) } }, runtime, {
    states: new Map([['w', Float32Array.of(1, 10, 100)]]),
  });
  expect(numbers((await session.run({ x: [1, 2, 3] })).y.data)).toEqual([321]);
  const { y } = await session.run({ x: [1, 0, 0, 0, 1, 0] });
  expect([y.shape, numbers(y.data)]).toEqual([
    [2, 1],
    [1, 10],
  ]);
  await expect(session.run({ x: [1, 2, 3, 4] })).rejects.toThrow('Array of 4; expected float32[batch, 3]');
  await session.release();
});

describe('rows at a time', () => {
  const x = input('x', ['batch', 2]);
  const labels = input('labels', ['batch'], 'int64');
  const outputs = { y: mul(x, 2), same: cast(labels, 'float32') };

  test.each([1, 2, 3, 100])('%i give what all together give', async (atOnce) => {
    const session = await compile({ outputs }, runtime, { atOnce });
    const { y, same } = await session.run({
      x: Float32Array.of(1, 2, 3, 4, 5, 6),
      labels: [7, 8, 9],
    });
    expect([y.dtype, y.shape, numbers(y.data)]).toEqual(['float32', [3, 2], [2, 4, 6, 8, 10, 12]]);
    expect([same.shape, numbers(same.data)]).toEqual([[3], [7, 8, 9]]);
    await session.release();
  });

  test('refuse what they refuse whole', async () => {
    const session = await compile({ outputs }, runtime, { atOnce: 1 });
    await expect(session.run({ x: [1, 2, 3, 4], labels: [1] })).rejects.toThrow(
      "run: input 'labels' received 1 along 'batch'; expected 2, as in input 'x'",
    );
    await expect(session.run({ x: [], labels: [] })).rejects.toThrow(
      'Array of 0; expected float32[batch, 2]',
    );
    await expect(session.run({ labels: [1] })).rejects.toThrow("run: input 'x' is missing");
    await expect(session.run()).rejects.toThrow("run: input 'x' is missing");
    await session.release();
  });

  test.each([
    ['an output over all rows', { y: sum(x) }, "atOnce: 'y' is []; expected every input and output"],
    ['a fixed axis', { y: mul(input('x', [3, 2]), 2) }, "atOnce: 'x' is [3, 2]; expected"],
  ])('refuse %s', async (_, refused, message) => {
    await expect(compile({ outputs: refused }, runtime, { atOnce: 1 })).rejects.toThrow(message);
  });

  test('take a number for a single row, as they do whole', async () => {
    const session = await compile({ outputs: { y: mul(input('n', ['batch']), 2) } }, runtime, { atOnce: 1 });
    expect(numbers((await session.run({ n: 5 })).y.data)).toEqual([10]);
    await session.release();
  });

  test.each([0, 1.5])('refuse %d', async (atOnce) => {
    await expect(compile({ outputs }, runtime, { atOnce })).rejects.toThrow(
      `atOnce: received ${atOnce}; expected a whole number, 1 and up`,
    );
  });

  test('refuse a state that changes', async () => {
    const w = state('w', [2]);
    const program = { outputs: { y: add(x, w) }, updates: new Map([[w, mul(w, 2)]]) };
    const states = new Map([['w', new Float32Array(2)]]);
    await expect(compile(program, runtime, { states, atOnce: 1 })).rejects.toThrow('changes its states');
  });
});

describe('state', () => {
  const w = state('w', [2]);
  const fixed = state('fixed', []);
  const x = input('x', [2]);
  // w ← w + x, and what it was is handed out
  const program = {
    outputs: { before: mul(w, fixed), total: sum(w) },
    updates: new Map([[w, add(w, x)]]),
  };
  const open = (options: CompileOptions = {}) =>
    compile(program, runtime, {
      states: new Map([
        ['w', Float32Array.of(1, 2)],
        ['fixed', Float32Array.of(10)],
      ]),
      ...options,
    });

  test('moves on with every run, through both of its buffers', async () => {
    const session = await open();
    for (const [step, before] of [
      [1, [10, 20]],
      [2, [20, 30]],
      [3, [30, 40]],
      [4, [40, 50]],
    ] as const) {
      const results = await session.run({ x: [1, 1] });
      expect(numbers(results.before.data)).toEqual(before);
      expect(numbers((await session.state()).get('w') ?? [])).toEqual([1 + step, 2 + step]);
    }
    expect(numbers((await session.state()).get('fixed') ?? [])).toEqual([10]);
    await session.release();
  });

  test('is copied on the way in and on the way out', async () => {
    const initial = Float32Array.of(1, 2);
    const session = await open({
      states: new Map([
        ['w', initial],
        ['fixed', Float32Array.of(1)],
      ]),
    });
    initial.fill(99);
    const read = (await session.state()).get('w');
    expect(read).toEqual(Float32Array.of(1, 2));
    read?.fill(77);
    await session.run({ x: [0, 0] });
    await session.run({ x: [0, 0] });
    expect(read).toEqual(Float32Array.of(77, 77));
    expect((await session.state()).get('w')).toEqual(Float32Array.of(1, 2));
    await session.release();
  });

  test('can be replaced in part; another length, or a missing one, is refused', async () => {
    const session = await open();
    session.setState(new Map([['w', Float32Array.of(5, 6)]]));
    expect(numbers((await session.run({ x: [0, 0] })).before.data)).toEqual([50, 60]);
    expect(() => session.setState(new Map([['w', new Float32Array(3)]]))).toThrow(
      `state 'w': received 3 elements; expected 2`,
    );
    await session.release();
    await expect(open({ states: new Map([['w', Float32Array.of(1, 2)]]) })).rejects.toThrow(
      'no values given for the states fixed',
    );
  });

  test('of a failed run stays as it was', async () => {
    const session = await open();
    await expect(session.run({ x: [1] })).rejects.toThrow(GraphError);
    expect((await session.state()).get('w')).toEqual(Float32Array.of(1, 2));
    await session.release();
  });

  test('folded in, it is no state of the session any more', async () => {
    const session = await open({
      states: new Map([['w', Float32Array.of(1, 2)]]),
      folded: new Map([['fixed', Float32Array.of(3)]]),
    });
    expect(session.states).toEqual(['w']);
    expect(numbers((await session.run({ x: [0, 0] })).before.data)).toEqual([3, 6]);
    await session.release();
  });

  test.each([
    ['that changes', 'w', 2, `folded: received 'w', which the program changes`],
    ['of another length', 'fixed', 3, `folded: 'fixed' received 3 elements; expected 1 for []`],
    ['that does not exist', 'other', 1, `folded: received 'other'; expected the name of one`],
    ['that is an input', 'x', 2, `folded: received 'x'; expected the name of one`],
  ])('%s cannot be folded in', async (_, name, length, message) => {
    const folded = new Map([[name, new Float32Array(length)]]);
    await expect(open({ folded })).rejects.toThrow(GraphError);
    await expect(open({ folded })).rejects.toThrow(message);
  });

  test('states that exchange values read the old ones', async () => {
    const [a, b] = [state('a', [2]), state('b', [2])];
    const session = await compile(
      {
        outputs: {},
        updates: new Map([
          [a, b],
          [b, a],
        ]),
      },
      runtime,
      {
        states: new Map([
          ['a', Float32Array.of(1, 2)],
          ['b', Float32Array.of(3, 4)],
        ]),
      },
    );
    await session.run();
    const after = await session.state();
    expect([after.get('a'), after.get('b')]).toEqual([Float32Array.of(3, 4), Float32Array.of(1, 2)]);
    await session.release();
  });

  test('while running, nothing else may be asked of the session', async () => {
    const session = await open();
    const first = session.run({ x: [1, 1] });
    await expect(session.run({ x: [1, 1] })).rejects.toThrow('run: the session is still running');
    await expect(session.state()).rejects.toThrow('state: the session is still running');
    expect(() => session.setState(new Map())).toThrow('setState: the session is still running');
    await first;
    expect((await session.state()).get('w')).toEqual(Float32Array.of(2, 3));
    await session.release();
  });
});

test('an open axis has one length in all inputs', async () => {
  const y = add(input('a', ['batch', 3]), input('b', ['batch', 1]));
  const session = await compile({ outputs: { y } }, nodeRuntime());
  await expect(session.run({ a: new Float32Array(12), b: [1] })).rejects.toThrow(
    "run: input 'b' received 1 along 'batch'; expected 4, as in input 'a'",
  );
  await session.release();
});

test('a released session says so, and is released once', async () => {
  const session = await compile({ outputs: { y: add(input('x', [1]), 1) } }, nodeRuntime());
  await session.release();
  await session.release();
  await expect(session.run({ x: [1] })).rejects.toThrow('run: the session has been released');
});
