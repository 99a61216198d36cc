import { describe, expect, test } from 'vitest';
import { GraphWriter } from './emitter.ts';

const writer = () => new GraphWriter('cpu', 0);

describe('GraphWriter', () => {
  test('writes equal nodes once', () => {
    const emit = writer();
    const first = emit.node('Relu', ['x']);
    expect(emit.node('Relu', ['x'])).toBe(first);
    expect(emit.written).toHaveLength(1);
    expect(emit.written[0]).toMatchObject({ operator: 'Relu', inputs: ['x'], outputs: [first] });
  });

  test('writes nodes that differ in operator, input, order of inputs, attribute or domain apart', () => {
    const emit = writer();
    const values = [
      emit.node('Sub', ['x', 'y']),
      emit.node('Sub', ['y', 'x']),
      emit.node('Add', ['x', 'y']),
      emit.node('Add', ['x', 'y'], {}, 'com.microsoft'),
      emit.node('Concat', ['x', 'y'], { axis: 0 }),
      emit.node('Concat', ['x', 'y'], { axis: 1 }),
      emit.node('LeakyRelu', ['x'], { alpha: { float: 1 } }),
      emit.node('LeakyRelu', ['x'], { alpha: 1 }),
      emit.node('Clip', ['x', '', 'y']),
      emit.node('Clip', ['x', 'y']),
    ];
    expect(new Set(values).size).toBe(values.length);
    expect(emit.written).toHaveLength(values.length);
    expect([...emit.domains].toSorted()).toEqual(['', 'com.microsoft']);
  });

  test('equal expressions become one, from the leaves up', () => {
    const emit = writer();
    const square = () => emit.node('Mul', ['x', emit.node('Add', ['x', emit.constant('float32', [2])])]);
    expect(square()).toBe(square());
    expect([emit.written.length, emit.initializers.length]).toEqual([2, 1]);
  });

  test('a node with several outputs is the one with fewer, and names each once', () => {
    const emit = writer();
    const pooled = emit.node('MaxPool', ['x'], { kernel_shape: [2, 2] });
    const [again, indices] = emit.nodes('MaxPool', ['x'], { kernel_shape: [2, 2] }, 2);
    expect(again).toBe(pooled);
    expect(indices).not.toBe(pooled);
    expect(emit.nodesFor([pooled]).map(({ outputs }) => outputs)).toEqual([[pooled, indices]]);
  });

  test('shares constants of one dtype, value and shape, and only those', () => {
    const emit = writer();
    expect(emit.constant('int64', [2, 3])).toBe(emit.constant('int64', [2, 3], [2]));
    const values = [
      emit.constant('float32', [0]),
      emit.constant('float32', [-0]),
      emit.constant('float32', [0], [1]),
      emit.constant('float32', [Number.NaN]),
      emit.constant('float32', [Number.POSITIVE_INFINITY]),
      emit.constant('float32', [Number.NEGATIVE_INFINITY]),
      emit.constant('int64', [0]),
      emit.constant('int32', [0]),
      emit.constant('bool', [0]),
    ];
    expect(new Set(values).size).toBe(values.length);
  });

  test('keeps every bit of a constant', () => {
    const emit = writer();
    emit.constant('float32', [0.1, -0, Number.POSITIVE_INFINITY]);
    emit.constant('int64', [-(2 ** 40)]);
    const [floats, integers] = emit.initializers.map(({ data = new Uint8Array() }) => data.slice().buffer);
    expect(new Float32Array(floats)).toEqual(Float32Array.of(0.1, -0, Number.POSITIVE_INFINITY));
    expect(new BigInt64Array(integers)).toEqual(BigInt64Array.of(-(2n ** 40n)));
  });

  test('small stored arrays are shared, large ones written as they are', () => {
    const emit = writer();
    const [small, large] = [new Float32Array(3), new Float32Array(1000)];
    expect(emit.stored('float32', small, [3])).toBe(emit.stored('float32', small.slice(), [3]));
    expect(emit.stored('float32', large, [1000])).not.toBe(emit.stored('float32', large.slice(), [1000]));
  });

  test('a result is handed out under its name; what is none, or handed out before, as a copy', () => {
    const emit = writer();
    const y = emit.node('Relu', ['x']);
    const slope = emit.node('Exp', [y]);
    emit.handOut(y, 'y');
    emit.handOut(y, 'again');
    emit.handOut('x', 'same');
    const nodes = emit.nodesFor(['y', 'again', 'same', slope]);
    expect(nodes.map(({ operator, inputs, outputs }) => [operator, inputs, outputs])).toEqual([
      ['Relu', ['x'], ['y']],
      ['Exp', ['y'], [slope]],
      ['Identity', ['y'], ['again']],
      ['Identity', ['x'], ['same']],
    ]);
  });

  test('leaves out what nothing wanted needs', () => {
    const emit = writer();
    const kept = emit.node('Exp', [emit.node('Relu', ['x'])]);
    emit.node('Log', [emit.node('Relu', ['x'])]);
    emit.handOut(kept, 'y');
    expect(emit.nodesFor(['y']).map(({ operator }) => operator)).toEqual(['Relu', 'Exp']);
  });
});
