import { describe, expect, test } from 'vitest';
import { GraphError } from '../graph/errors.ts';
import { ones, zeros } from '../graph/initialisers.ts';
import { Model, RANDOM } from '../graph/model.ts';
import { evaluate } from './testing/evaluate.ts';

describe('a scope', () => {
  test('names what is in it by its path', () => {
    const model = new Model('training');
    model.root.weight('w', [1], ones);
    model.root.in('layer1').in(0).in('conv1').weight('weight', [2, 3], ones);
    model.root.in('bn').statistic('running_mean', [4], zeros);
    expect([...model.variables.keys()]).toEqual(['w', 'layer1.0.conv1.weight', 'bn.running_mean']);
    expect(model.weights.map(({ name }) => name)).toEqual(['w', 'layer1.0.conv1.weight']);
  });

  test('gives the same tensor for the same name, so that layers share it', () => {
    const model = new Model('training');
    const weight = model.root.in('shared').weight('w', [2, 2], ones);
    expect(model.root.in('shared').weight('w', [2, 2], zeros)).toBe(weight);
    expect(model.variables.size).toBe(1);
    expect(model.initial(0).get('shared.w')).toEqual(Float32Array.of(1, 1, 1, 1));
  });

  test('refuses the same name with another shape, and says both', () => {
    const { root } = new Model('training');
    root.in('fc').weight('weight', [2, 3], ones);
    const again = () => root.in('fc').weight('weight', [3, 2], ones);
    expect(again).toThrow(GraphError);
    expect(again).toThrow("'fc.weight' is already [2, 3]; received [3, 2]");
  });

  test('has random keys of its own, which change with the step', async () => {
    const { root } = new Model('training');
    const keys = {
      one: root.in('one').randomKey(),
      other: root.in('other').randomKey(),
      again: root.in('one').randomKey(),
    };
    const first = await evaluate(keys, { [RANDOM]: 1 });
    const second = await evaluate(keys, { [RANDOM]: 2 });
    expect(first.one.data).toEqual(first.again.data);
    expect(first.one.data).not.toEqual(first.other.data);
    expect(first.one.data).not.toEqual(second.one.data);
  });

  test('knows whether it is training', () => {
    expect(new Model('training').root.in('a').training).toBe(true);
    expect(new Model('inference').root.training).toBe(false);
  });
});
