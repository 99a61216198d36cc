import { describe, expect, test } from 'vitest';
import { gradients } from '../../graph/gradients.ts';
import { constant, type Tensor } from '../../graph/tensor.ts';
import { evaluate } from '../../layers/testing/evaluate.ts';
import { conv, convTranspose, convWeightGradient } from './conv.ts';

type Matrix = readonly (readonly number[])[];

/** Planes as a tensor [first axis, second axis, height, width]. */
function planes(nested: readonly (readonly Matrix[])[]): Tensor {
  const [first] = nested;
  const [plane] = first;
  return constant(nested.flat(3), [nested.length, first.length, plane.length, plane[0].length]);
}

/** One plane of one channel. */
const plane = (matrix: Matrix) => planes([[matrix]]);

/** The rows of the first plane of a result. */
async function rows(tensor: Tensor): Promise<number[][]> {
  const { y } = await evaluate({ y: tensor });
  const width = y.shape[3];
  const numbers = Array.from(y.data, Number);
  return Array.from({ length: numbers.length / width }, (_, row) =>
    numbers.slice(row * width, (row + 1) * width),
  );
}

const NINE = plane([
  [1, 2, 3],
  [4, 5, 6],
  [7, 8, 9],
]);
const FOUR = plane([
  [1, 2],
  [3, 4],
]);

describe('conv, by hand', () => {
  test('lays the kernel on unflipped', async () => {
    const kernel = plane([
      [1, 2],
      [0, 0],
    ]);
    expect(await rows(conv(NINE, kernel))).toEqual([
      [5, 8],
      [14, 17],
    ]);
  });

  test('steps by the stride through a border of zeros', async () => {
    expect(await rows(conv(NINE, FOUR, { stride: 2, padding: 1 }))).toEqual([
      [4, 18],
      [36, 77],
    ]);
  });

  test('spreads the taps by the dilation', async () => {
    expect(await rows(conv(NINE, FOUR, { dilation: 2 }))).toEqual([[1 + 2 * 3 + 3 * 7 + 4 * 9]]);
  });

  test('leaves out what the stride does not reach', async () => {
    expect(await rows(conv(NINE, FOUR, { stride: 2 }))).toEqual([[1 + 4 + 12 + 20]]);
  });

  test('adds the channels up, filter by filter', async () => {
    const x = planes([[[[1, 2]], [[10, 20]]]]);
    const w = planes([
      [[[1]], [[1]]],
      [[[3]], [[-1]]],
    ]);
    expect(await rows(conv(x, w))).toEqual([
      [11, 22],
      [-7, -14],
    ]);
  });
});

describe('convTranspose, by hand', () => {
  test('lays a kernel down for each element, side by side at stride 2', async () => {
    expect(await rows(convTranspose(FOUR, FOUR, { stride: 2, size: [4, 4] }))).toEqual([
      [1, 2, 2, 4],
      [3, 4, 6, 8],
      [3, 6, 4, 8],
      [9, 12, 12, 16],
    ]);
  });

  test('adds where kernels overlap', async () => {
    expect(await rows(convTranspose(FOUR, FOUR, { size: [3, 3] }))).toEqual([
      [1, 4, 4],
      [6, 20, 16],
      [9, 24, 16],
    ]);
  });

  test('cuts the padding off', async () => {
    expect(await rows(convTranspose(FOUR, FOUR, { padding: 1, size: [1, 1] }))).toEqual([[20]]);
  });

  test('leaves zeros where no kernel reaches (output padding 1)', async () => {
    expect(await rows(convTranspose(FOUR, plane([[5]]), { stride: 2, size: [4, 4] }))).toEqual([
      [5, 0, 10, 0],
      [0, 0, 0, 0],
      [15, 0, 20, 0],
      [0, 0, 0, 0],
    ]);
  });
});

describe('convWeightGradient, by hand', () => {
  const identity = plane([
    [1, 0],
    [0, 1],
  ]);

  test('adds the picture up as each tap saw it', async () => {
    expect(await rows(convWeightGradient(NINE, identity, { kernel: [2, 2] }))).toEqual([
      [1 + 5, 2 + 6],
      [4 + 8, 5 + 9],
    ]);
  });

  test('is what gradients gives for the kernel of a convolution', async () => {
    const [dw] = gradients(conv(NINE, FOUR), [FOUR], identity);
    expect(await rows(dw)).toEqual([
      [6, 8],
      [12, 14],
    ]);
  });
});
