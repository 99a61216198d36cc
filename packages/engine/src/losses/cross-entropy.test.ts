import { describe, expect, test } from 'vitest';
import { gradients } from '../graph/gradients.ts';
import { input } from '../graph/tensor.ts';
import { closeTo, evaluate } from '../layers/testing/evaluate.ts';
import { type CrossEntropyOptions, crossEntropy } from './cross-entropy.ts';

/** Softmax gives 1/8, 2/8, 5/8 and 1/4, 1/4, 1/2; the right classes are the last and the first. */
const LOGITS = [0, Math.log(2), Math.log(5), 1, 1, 1 + Math.log(2)];
const LABELS = [2, 0];

async function lossAndGradient(options: CrossEntropyOptions = {}, values = LOGITS) {
  const logits = input('logits', [2, 3]);
  const loss = crossEntropy(logits, input('labels', [2], 'int64'), options);
  const [gradient = loss] = gradients(loss, [logits]);
  const results = await evaluate({ loss, gradient }, { logits: values, labels: LABELS });
  return { loss: Number(results.loss.data[0]), gradient: Array.from(results.gradient.data, Number) };
}

describe('crossEntropy', () => {
  test('is the mean of -ln p of the right class; its gradient is p minus the target, over the batch', async () => {
    const { loss, gradient } = await lossAndGradient();
    expect(loss).toBeCloseTo((Math.log(8 / 5) + Math.log(4)) / 2, 6);
    expect(gradient).toEqual(closeTo([1 / 16, 2 / 16, -3 / 16, -3 / 8, 1 / 8, 2 / 8]));
  });

  test('with class weights it is the weighted mean', async () => {
    const { loss, gradient } = await lossAndGradient({ classWeights: [2, 1, 4] });
    expect(loss).toBeCloseTo((4 * Math.log(8 / 5) + 2 * Math.log(4)) / 6, 6);
    expect(gradient).toEqual(closeTo([4 / 48, 8 / 48, -12 / 48, -6 / 24, 2 / 24, 4 / 24]));
  });

  test('label smoothing spreads a share of the target over all classes', async () => {
    // targets 0.1, 0.1, 0.8 and 0.8, 0.1, 0.1
    const first = 0.1 * Math.log(8) + 0.1 * Math.log(4) + 0.8 * Math.log(8 / 5);
    const second = 0.8 * Math.log(4) + 0.1 * Math.log(4) + 0.1 * Math.log(2);
    const { loss, gradient } = await lossAndGradient({ labelSmoothing: 0.3 });
    expect(loss).toBeCloseTo((first + second) / 2, 6);
    expect(gradient).toEqual(closeTo([0.0125, 0.075, -0.0875, -0.275, 0.075, 0.2]));
  });

  test('with both, each class counts by its weight and each image by that of its right class', async () => {
    const first = 0.1 * 2 * Math.log(8) + 0.1 * 1 * Math.log(4) + 0.8 * 4 * Math.log(8 / 5);
    const second = 0.8 * 2 * Math.log(4) + 0.1 * 1 * Math.log(4) + 0.1 * 4 * Math.log(2);
    const { loss } = await lossAndGradient({ classWeights: [2, 1, 4], labelSmoothing: 0.3 });
    expect(loss).toBeCloseTo((first + second) / 6, 6);
  });

  test('logits of any size give finite numbers', async () => {
    const { loss, gradient } = await lossAndGradient({}, [1000, -1000, 0, 1000, -1000, 0]);
    expect(loss).toBe(500);
    expect(gradient).toEqual([0.5, 0, -0.5, 0, 0, 0]);
  });

  test('what does not fit is refused, with both shapes', () => {
    const logits = input('logits', [2, 3]);
    expect(() => crossEntropy(logits, input('y', [2]))).toThrow(
      /crossEntropy: received \[2, 3\] and \[2\].*int64/,
    );
    expect(() => crossEntropy(logits, input('y', [3], 'int64'))).toThrow(/received \[2, 3\] and \[3\]/);
    const labels = input('y', [2], 'int64');
    expect(() => crossEntropy(logits, labels, { classWeights: [1, 2] })).toThrow(/3 class weights, not 2/);
  });
});
