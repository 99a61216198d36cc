import { describe, expect, test } from 'vitest';
import { add, cast, mul } from '../ops/elementwise.ts';
import { sum } from '../ops/reduce.ts';
import { GraphError } from './errors.ts';
import { leavesOf } from './program.ts';
import { input, Tensor } from './tensor.ts';

const state = (name: string, shape: readonly number[] = [2]) =>
  new Tensor('float32', shape, { kind: 'state', name });

describe('leavesOf', () => {
  test('finds inputs and states of outputs and updates, each once', () => {
    const [x, w, count] = [input('x', [2]), state('w'), state('count', [])];
    const y = mul(x, w);
    const { inputs, states } = leavesOf({
      outputs: { y, again: add(y, x) },
      updates: new Map([[count, add(count, 1)]]),
    });
    expect(inputs).toEqual([{ name: 'x', tensor: x }]);
    expect(states).toEqual([
      { name: 'w', tensor: w },
      { name: 'count', tensor: count },
    ]);
  });

  test('refuses two leaves of one name, inputs and states alike', () => {
    const others = [input('x', [3, 1]), state('x')];
    for (const other of others) {
      const outputs = { y: add(input('x', [2]), other) };
      expect(() => leavesOf({ outputs })).toThrow(GraphError);
      expect(() => leavesOf({ outputs })).toThrow(`two tensors are named 'x'`);
    }
  });

  test('refuses an output that is named as an input', () => {
    const x = input('x', [2]);
    expect(() => leavesOf({ outputs: { x: mul(x, 2) } })).toThrow(`both named 'x'`);
  });

  test('refuses an update of another shape or dtype, or of what is no state', () => {
    const w = state('w');
    const update = (next: Tensor) => () => leavesOf({ outputs: {}, updates: new Map([[w, next]]) });
    expect(update(sum(w))).toThrow(`update of 'w': received float32[]; expected float32[2]`);
    expect(update(cast(w, 'int32'))).toThrow(`update of 'w': received int32[2]; expected float32[2]`);
    const x = input('x', [2]);
    expect(() => leavesOf({ outputs: {}, updates: new Map([[x, w]]) })).toThrow('expected a state');
  });
});
