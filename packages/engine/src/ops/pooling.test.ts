import { describe, expect, test } from 'vitest';
import { gradients } from '../graph/gradients.ts';
import { constant, type Tensor } from '../graph/tensor.ts';
import { evaluate } from '../layers/testing/evaluate.ts';
import { averagePool, maxPool } from './pooling.ts';
import { sum } from './reduce.ts';

const plane = (matrix: readonly (readonly number[])[]) =>
  constant(matrix.flat(), [1, 1, matrix.length, matrix[0].length]);

async function rows(tensor: Tensor): Promise<number[][]> {
  const { y } = await evaluate({ y: tensor });
  const width = y.shape[3];
  const numbers = Array.from(y.data, Number);
  return Array.from({ length: numbers.length / width }, (_, row) =>
    numbers.slice(row * width, (row + 1) * width),
  );
}

describe('maxPool, by hand', () => {
  const x = plane([
    [1, 5, 2, 0],
    [3, 4, 8, 1],
    [-1, -2, 6, 7],
    [-3, -4, 9, 5],
  ]);

  test('takes the largest of each window', async () => {
    expect(await rows(maxPool(x, { kernel: 2, stride: 2 }))).toEqual([
      [5, 8],
      [-1, 9],
    ]);
  });

  test('passes the gradient to the largest, added up where windows share it', async () => {
    const [dx] = gradients(sum(maxPool(x, { kernel: 2 })), [x]);
    expect(await rows(dx)).toEqual([
      [0, 1, 0, 0],
      [0, 1, 4, 0],
      [1, 0, 0, 0],
      [0, 0, 2, 0],
    ]);
  });

  test('of equal ones takes the first, row by row', async () => {
    const ties = plane([
      [0, 2, 2],
      [2, 2, 0],
    ]);
    const [dx] = gradients(sum(maxPool(ties, { kernel: 2 })), [ties]);
    expect(await rows(dx)).toEqual([
      [0, 2, 0],
      [0, 0, 0],
    ]);
  });

  test('never takes the padding', async () => {
    expect(await rows(maxPool(plane([[-5]]), { kernel: 3, padding: 1 }))).toEqual([[-5]]);
  });
});

describe('averagePool, by hand', () => {
  const x = plane([
    [4, 8],
    [12, 16],
  ]);

  test('counts the padding as zeros', async () => {
    expect(await rows(averagePool(x, { kernel: 2, stride: 2, padding: 1 }))).toEqual([
      [1, 2],
      [3, 4],
    ]);
  });

  test('passes each gradient on in equal parts', async () => {
    const y = averagePool(x, { kernel: [1, 2] });
    const [dx] = gradients(y, [x], constant([2, 6], [1, 1, 2, 1]));
    expect(await rows(dx)).toEqual([
      [1, 1],
      [3, 3],
    ]);
  });
});
