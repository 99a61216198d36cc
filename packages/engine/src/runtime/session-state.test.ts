import { describe, expect, test } from 'vitest';
import { input, Tensor } from '../graph/tensor.ts';
import { add, mul } from '../ops/elementwise.ts';
import { nodeRuntime } from './node-runtime.ts';
import type { Runtime } from './runtime.ts';
import { compile } from './session.ts';

/** As on WebAssembly, whose runs cannot write into the arrays handed to them. */
const runtime: Runtime = { ...nodeRuntime({ threads: 1 }), state: 'returned' };

function state(name: string): Tensor {
  return new Tensor('float32', [2], { kind: 'state', name });
}

describe('state that runs return', () => {
  /** w becomes w + x at every run, v stays; the result is w v, both as they were before the run. */
  const open = (states: ReadonlyMap<string, Float32Array>) => {
    const [w, v] = [state('w'), state('v')];
    const program = { outputs: { y: mul(w, v) }, updates: new Map([[w, add(w, input('x', [2]))]]) };
    return compile(program, runtime, { states });
  };
  const given = () =>
    new Map([
      ['w', Float32Array.of(1, 2)],
      ['v', Float32Array.of(10, 100)],
    ]);

  test('moves on with every run', async () => {
    const session = await open(given());
    const seen: number[][] = [];
    for (let i = 1; i <= 4; i++) seen.push([...(await session.run({ x: [i, 0] })).y.data].map(Number));
    expect(seen).toEqual([
      [10, 200],
      [20, 200],
      [40, 200],
      [70, 200],
    ]);
    expect(await session.state()).toEqual(given().set('w', Float32Array.of(11, 2)));
    await session.release();
  });

  test('is copied in and out, also after it has been replaced', async () => {
    const states = given();
    const session = await open(states);
    states.get('w')?.fill(0);
    const before = await session.state();
    await session.run({ x: [5, 5] });
    expect(before).toEqual(given());
    const replacement = Float32Array.of(-1, -2);
    session.setState(new Map([['w', replacement]]));
    replacement.fill(0);
    await session.run({ x: [1, 1] });
    expect(await session.state()).toEqual(given().set('w', Float32Array.of(0, -1)));
    await session.release();
  });

  test('may change places', async () => {
    const [a, b] = [state('a'), state('b')];
    const updates = new Map([
      [a, b],
      [b, a],
    ]);
    const states = new Map([
      ['a', Float32Array.of(1, 2)],
      ['b', Float32Array.of(3, 4)],
    ]);
    const swapped = new Map([
      ['a', Float32Array.of(3, 4)],
      ['b', Float32Array.of(1, 2)],
    ]);
    const session = await compile({ outputs: {}, updates }, runtime, { states });
    await session.run();
    expect(await session.state()).toEqual(swapped);
    await session.run();
    expect(await session.state()).toEqual(states);
    await session.release();
  });
});
