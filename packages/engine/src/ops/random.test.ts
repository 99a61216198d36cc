import { describe, expect, test } from 'vitest';
import { input } from '../graph/tensor.ts';
import { nodeRuntime } from '../runtime/node-runtime.ts';
import { compile } from '../runtime/session.ts';
import { keepMask } from './random.ts';

/** Which elements masks keep, as 1 and 0, for each of `keys`. */
async function masks(shape: readonly number[], keep: number, keys: readonly number[]): Promise<Uint8Array[]> {
  const mask = keepMask(input('key', [], 'int32'), shape, keep);
  const session = await compile({ outputs: { mask } }, nodeRuntime({ threads: 1 }));
  const found: Uint8Array[] = [];
  for (const key of keys) {
    const { data } = (await session.run({ key })).mask;
    found.push(Uint8Array.from(data as Float32Array, (value) => (value > 0 ? 1 : 0)));
  }
  await session.release();
  return found;
}

/** How far the share of kept elements is from `keep`, in standard deviations. */
function excess(mask: Uint8Array, keep: number): number {
  const kept = mask.reduce((sum, bit) => sum + bit, 0);
  return (kept - keep * mask.length) / Math.sqrt(mask.length * keep * (1 - keep));
}

/** The correlation of elements with those `lag` further on in the same or another mask; in standard deviations of chance. */
function correlation(a: Uint8Array, b: Uint8Array, lag: number, keep: number): number {
  const count = a.length - lag;
  let [both, inA, inB] = [0, 0, 0];
  for (let i = 0; i < count; i++) {
    both += a[i] & b[i + lag];
    inA += a[i];
    inB += b[i + lag];
  }
  // Σ (a - keep) (b - keep)
  const covariance = both - keep * (inA + inB) + count * keep * keep;
  return covariance / (keep * (1 - keep)) / Math.sqrt(count);
}

/** Shapes of about a million elements, and of U-Net's layers. */
const SHAPES: readonly (readonly number[])[] = [[1_000_003], [1000, 1000], [8, 32, 64, 64]];
const KEPT = [0.1, 0.5, 0.95];
/** Four standard deviations: once in 16,000 by chance, and the keys are fixed. */
const SIGMAS = 4;

describe.each(SHAPES.map((shape) => ({ shape })))('keepMask of $shape', ({ shape }) => {
  const width = shape[shape.length - 1];
  const plane = shape.slice(-2).reduce((a, b) => a * b, 1);
  const keys = [1, 2, 2026];

  test.each(KEPT)('keeps %d of all, and shows no pattern', async (keep) => {
    const [first, second, third] = await masks(shape, keep, keys);
    for (const mask of [first, second, third]) expect(Math.abs(excess(mask, keep))).toBeLessThan(SIGMAS);
    // along rows, from row to row, from plane to plane, and at powers of two
    const lags = [...new Set([1, 2, 3, width, width + 1, plane, 256, 65536])].filter(
      (lag) => lag < first.length,
    );
    for (const lag of lags)
      expect(Math.abs(correlation(first, first, lag, keep)), `lag ${lag}`).toBeLessThan(SIGMAS);
    // between neighbouring keys, in place and one element on
    for (const other of [second, third]) {
      for (const lag of [0, 1, width < other.length ? width : 2]) {
        expect(Math.abs(correlation(first, other, lag, keep)), `keys, lag ${lag}`).toBeLessThan(SIGMAS);
      }
    }
  });
});

describe('keepMask', () => {
  test('equal keys give equal masks, different keys different ones', async () => {
    const [a, again, b] = await masks([100, 100], 0.5, [7, 7, 8]);
    expect(again).toEqual(a);
    expect(b).not.toEqual(a);
  });

  test('no key is without effect: bits high and low change half of the mask', async () => {
    const keys = [0, ...Array.from({ length: 32 }, (_, bit) => (1 << bit) | 0)];
    const [none, ...rest] = await masks([64, 1024], 0.5, keys);
    for (const mask of rest) expect(Math.abs(correlation(none, mask, 0, 0.5))).toBeLessThan(SIGMAS);
  });

  test('rows and columns are kept evenly', async () => {
    const [rows, columns, keep] = [500, 2000, 0.5];
    const [mask] = await masks([rows, columns], keep, [3]);
    const squares = (sums: Float64Array, each: number) =>
      sums.reduce((total, sum) => total + (sum - each * keep) ** 2 / (each * keep * (1 - keep)), 0);
    const [byRow, byColumn] = [new Float64Array(rows), new Float64Array(columns)];
    mask.forEach((bit, i) => {
      byRow[Math.floor(i / columns)] += bit;
      byColumn[i % columns] += bit;
    });
    // chi squared with n degrees of freedom: mean n, variance 2 n
    expect(Math.abs(squares(byRow, columns) - rows) / Math.sqrt(2 * rows)).toBeLessThan(SIGMAS);
    expect(Math.abs(squares(byColumn, rows) - columns) / Math.sqrt(2 * columns)).toBeLessThan(SIGMAS);
  });

  test('rows and columns do not conspire: the corners of small rectangles are independent', async () => {
    const [rows, columns, keep] = [1024, 1024, 0.5];
    const [mask] = await masks([rows, columns], keep, [11]);
    for (const [down, across] of [
      [1, 1],
      [2, 1],
      [1, 2],
      [64, 64],
    ]) {
      let agreeing = 0;
      let count = 0;
      for (let row = 0; row + down < rows; row++) {
        for (let column = 0; column + across < columns; column++) {
          const at = row * columns + column;
          const below = at + down * columns;
          // the product of four signs, as a parity
          agreeing += 1 - 2 * (mask[at] ^ mask[at + across] ^ mask[below] ^ mask[below + across]);
          count++;
        }
      }
      expect(Math.abs(agreeing) / Math.sqrt(count), `${down}, ${across}`).toBeLessThan(SIGMAS);
    }
  });

  test('the mean of what is kept, scaled, is 1 over many layers', async () => {
    const keep = 0.5;
    const layers = await masks(
      [32, 1024],
      keep,
      Array.from({ length: 64 }, (_, i) => i * 7919),
    );
    const excesses = layers.map((mask) => excess(mask, keep));
    // sums of standard normal numbers: their mean, and the mean of their squares
    const mean = excesses.reduce((sum, value) => sum + value, 0) / excesses.length;
    const square = excesses.reduce((sum, value) => sum + value ** 2, 0) / excesses.length;
    expect(Math.abs(mean) * Math.sqrt(excesses.length)).toBeLessThan(SIGMAS);
    expect(Math.abs(square - 1) * Math.sqrt(excesses.length / 2)).toBeLessThan(SIGMAS);
  });
});
