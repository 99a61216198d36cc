import { describe, expect, test } from 'vitest';
import { gradients } from '../graph/gradients.ts';
import { input } from '../graph/tensor.ts';
import { evaluate } from '../layers/testing/evaluate.ts';
import { type UnifiedFocalOptions, unifiedFocal } from './unified-focal.ts';

async function lossAndGradient(
  shape: readonly number[],
  values: readonly number[],
  mask: readonly number[],
  options: UnifiedFocalOptions,
) {
  const logits = input('logits', shape);
  const loss = unifiedFocal(logits, input('target', shape), options);
  const [gradient = loss] = gradients(loss, [logits]);
  const results = await evaluate({ loss, gradient }, { logits: values, target: mask });
  return { loss: Number(results.loss.data[0]), gradient: Array.from(results.gradient.data, Number) };
}

/** Two pixels whose right class has probability 3/4 each: one foreground, one background. */
const PAIR = [
  [1, 1, 1, 2],
  [Math.log(3), -Math.log(3)],
  [1, 0],
] as const;

describe('unifiedFocal', () => {
  test('at γ = 1 is weighted cross-entropy and plain Tversky', async () => {
    // weights δ and 1 - δ average to 1/2; hits 3/4, misses and false alarms 1/4 each: Tversky index 3/4 for both classes
    const focal = Math.log(4 / 3) / 2;
    const { loss } = await lossAndGradient(...PAIR, { lambda: 0.3, delta: 0.6, gamma: 1 });
    expect(loss).toBeCloseTo(0.3 * focal + 0.7 / 4, 5);
  });

  test('at γ = 1/2 both terms are raised to it', async () => {
    const focal = ((1 / 4) ** 0.5 * Math.log(4 / 3)) / 2;
    const { loss } = await lossAndGradient(...PAIR, { lambda: 0.3, delta: 0.6, gamma: 0.5 });
    expect(loss).toBeCloseTo(0.3 * focal + 0.7 * (1 / 4) ** 0.5, 5);
  });

  test('δ weighs misses against false alarms', async () => {
    // one pixel, foreground, p = 1/4; background has hits 0 and false alarms 3/4: its index is 0
    const options = { lambda: 0, delta: 0.8, gamma: 1 };
    const { loss } = await lossAndGradient([1, 1, 1, 1], [-Math.log(3)], [1], options);
    const index = 0.25 / (0.25 + 0.8 * 0.75);
    expect(loss).toBeCloseTo((1 - index + 1) / 2, 5);
  });

  test('the Tversky term is taken per image', async () => {
    const options = { lambda: 0, delta: 0.6, gamma: 1 };
    const [, values, mask] = PAIR;
    const one = await lossAndGradient(...PAIR, options);
    // the second image is right for sure
    const both = await lossAndGradient([2, 1, 1, 2], [...values, 100, -100], [...mask, 1, 0], options);
    expect(both.loss).toBeCloseTo(one.loss / 2, 5);
  });

  test.each([1, 0.5])('saturated logits give finite losses and gradients at γ = %d', async (gamma) => {
    const options = { lambda: 0.5, delta: 0.6, gamma };
    const values = [200, -200, 200, -200];
    const { loss, gradient } = await lossAndGradient([1, 1, 2, 2], values, [1, 0, 0, 1], options);
    expect(loss).toBeGreaterThan(1);
    expect(loss).toBeLessThan(10);
    expect(gradient).toEqual([0, 0, 0, 0]);
  });

  test('an image without foreground gives finite numbers', async () => {
    const options = { lambda: 0.5, delta: 0.6, gamma: 0.75 };
    const { loss, gradient } = await lossAndGradient([1, 1, 1, 2], [-3, 1], [0, 0], options);
    expect(Number.isFinite(loss)).toBe(true);
    // less foreground is better everywhere
    expect(gradient.every((slope) => slope > 0 && slope < 1)).toBe(true);
  });

  test('shapes that differ are refused', () => {
    const options = { lambda: 0.5, delta: 0.6, gamma: 1 };
    const logits = input('logits', [2, 1, 4, 4]);
    expect(() => unifiedFocal(logits, input('target', [2, 4, 4]), options)).toThrow(
      /unifiedFocal: received \[2, 1, 4, 4\] and \[2, 4, 4\]/,
    );
  });
});
