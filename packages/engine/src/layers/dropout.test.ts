import { describe, expect, test } from 'vitest';
import { gradients } from '../graph/gradients.ts';
import { Model, RANDOM } from '../graph/model.ts';
import { input } from '../graph/tensor.ts';
import { sum } from '../ops/reduce.ts';
import { dropout } from './dropout.ts';
import { evaluate } from './testing/evaluate.ts';

const SHAPE = [4, 8, 16, 16];
const COUNT = 4 * 8 * 16 * 16;
const ONES = new Float32Array(COUNT).fill(1);

/** Dropout of ones, and its gradient. */
async function dropped(rate: number, { key = 1, layer = 'layer' } = {}) {
  const x = input('x', SHAPE);
  const y = dropout(new Model('training').root.in(layer), x, rate);
  const [gradient = y] = gradients(sum(y), [x]);
  const results = await evaluate({ y, gradient }, { x: ONES, [RANDOM]: key });
  return { y: [...results.y.data], gradient: [...results.gradient.data] };
}

describe('dropout', () => {
  test('at rate 0, and in inference, is x itself', () => {
    const x = input('x', SHAPE);
    expect(dropout(new Model('training').root, x, 0)).toBe(x);
    expect(dropout(new Model('inference').root, x, 0.5)).toBe(x);
  });

  test.each([0.05, 0.1, 0.5, 0.9])('at rate %d drops so many, and scales the others', async (rate) => {
    const { y } = await dropped(rate);
    const scale = Math.fround(1 / (1 - rate));
    expect([...new Set(y)].toSorted()).toEqual([0, scale]);
    const share = y.filter((value) => value === 0).length / COUNT;
    // four standard deviations of a share
    expect(Math.abs(share - rate)).toBeLessThan(4 * Math.sqrt((rate * (1 - rate)) / COUNT));
  });

  test('the backward pass drops the same elements', async () => {
    const { y, gradient } = await dropped(0.3);
    expect(gradient).toEqual(y);
  });

  test('equal keys drop the same, another key or layer drops others', async () => {
    const { y } = await dropped(0.5);
    expect((await dropped(0.5)).y).toEqual(y);
    const others = [{ layer: 'other' }, ...[2, 3, 4, 5, 6, 7, 8, 9].map((key) => ({ key }))];
    for (const options of others) {
      const other = await dropped(0.5, options);
      const agree = other.y.filter((value, i) => value === y[i]).length / COUNT;
      // half of two independent masks agree; four standard deviations
      expect(Math.abs(agree - 0.5)).toBeLessThan(4 * Math.sqrt(0.25 / COUNT));
    }
  });

  test('a rate of 1 or more, or below 0, is refused', () => {
    const x = input('x', SHAPE);
    for (const rate of [1, -0.1, Number.NaN]) {
      expect(() => dropout(new Model('training').root, x, rate)).toThrow(
        `dropout: rate ${rate}; expected 0 to`,
      );
    }
  });
});
