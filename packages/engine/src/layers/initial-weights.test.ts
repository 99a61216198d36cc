import { describe, expect, test } from 'vitest';
import {
  fanInUniform,
  fanOutNormal,
  filled,
  type Initialiser,
  ones,
  uniformWithin,
  zeros,
} from '../graph/initialisers.ts';
import { Model } from '../graph/model.ts';
import { input } from '../graph/tensor.ts';
import { convolution, linear } from './layers.ts';

const SHAPE = [64, 32, 3, 3];
const COUNT = 64 * 32 * 9;

function moments(values: Float32Array) {
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  return { mean, variance: values.reduce((a, b) => a + (b - mean) ** 2, 0) / values.length };
}

const largest = (values: Float32Array) => values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);

describe('initialisers', () => {
  test('fill with one number', () => {
    expect(zeros([2, 2], '')).toEqual(new Float32Array(4));
    expect(ones([3], '')).toEqual(Float32Array.of(1, 1, 1));
    expect(filled(0.5)([], '')).toEqual(Float32Array.of(0.5));
  });

  // a mean of n numbers of variance v lies within 4 √(v/n) of the true one; the variance within 5 % at 18,432 numbers
  test.each<[string, Initialiser, number, number]>([
    ['uniform within 2', uniformWithin(2), 2 ** 2 / 3, 2],
    ['uniform by inputs', fanInUniform, 1 / (32 * 9) / 3, 1 / Math.sqrt(32 * 9)],
    ['normal by outputs', fanOutNormal, 2 / (64 * 9), 6 * Math.sqrt(2 / (64 * 9))],
  ])('%s: mean 0, the variance, the bound', (_, initialiser, expected, bound) => {
    const values = initialiser(SHAPE, 'key');
    expect(values.length).toBe(COUNT);
    const { mean, variance } = moments(values);
    expect(Math.abs(mean)).toBeLessThan(4 * Math.sqrt(expected / COUNT));
    expect(Math.abs(variance / expected - 1)).toBeLessThan(0.05);
    expect(largest(values)).toBeLessThanOrEqual(Math.fround(bound));
    expect(largest(values)).toBeGreaterThan(bound / 2);
  });

  test('equal keys give equal values, others do not', () => {
    for (const initialiser of [fanInUniform, fanOutNormal]) {
      const values = initialiser(SHAPE, 'key');
      expect(initialiser(SHAPE, 'key')).toEqual(values);
      const other = initialiser(SHAPE, 'other');
      expect(other.filter((value, i) => value === values[i]).length).toBeLessThan(COUNT / 1000);
      // not shifted against each other, either
      const products = values.map((value, i) => value * (other[i] ?? 0));
      const { mean } = moments(products);
      expect(Math.abs(mean)).toBeLessThan((4 * moments(values).variance) / Math.sqrt(COUNT));
    }
  });
});

describe("a model's initial values", () => {
  const build = (...parts: ('first' | 'second')[]) => {
    const model = new Model('training');
    for (const part of parts)
      convolution(model.root.in(part), input('x', [1, 2, 8, 8]), { filters: 4, kernel: 3 });
    return model;
  };

  test('follow from the seed', () => {
    expect(build('first').initial(7)).toEqual(build('first').initial(7));
    expect(build('first').initial(7)).not.toEqual(build('first').initial(8));
  });

  test('do not depend on the order of layers, nor on which others there are', () => {
    const both = build('first', 'second').initial(7);
    const turned = build('second', 'first').initial(7);
    expect(both.size).toBe(4);
    for (const [name, values] of both) expect(turned.get(name), name).toEqual(values);
    for (const [name, values] of build('second').initial(7)) expect(both.get(name), name).toEqual(values);
  });

  test('differ between layers of one shape', () => {
    const values = build('first', 'second').initial(7);
    expect(values.get('first.weight')).not.toEqual(values.get('second.weight'));
  });

  test('weights and biases of layers lie within ±1/√(inputs per output)', () => {
    const model = new Model('training');
    const y = convolution(model.root.in('conv'), input('x', [1, 8, 6, 6]), { filters: 64, kernel: 3 });
    linear(model.root.in('fc'), input('features', [1, y.shape[1] ?? 0]), { features: 100 });
    const values = model.initial(1);
    const bounds = { 'conv.weight': 72, 'conv.bias': 72, 'fc.weight': 64, 'fc.bias': 64 };
    for (const [name, inputs] of Object.entries(bounds)) {
      const size = largest(values.get(name) ?? new Float32Array());
      expect(size, name).toBeLessThanOrEqual(Math.fround(1 / Math.sqrt(inputs)));
      expect(size, name).toBeGreaterThan(0.9 / Math.sqrt(inputs));
    }
  });
});
