import { type CrossEntropyOptions, crossEntropy } from '../../losses/cross-entropy.ts';
import { type UnifiedFocalOptions, unifiedFocal } from '../../losses/unified-focal.ts';
import type { OperandPlan, OperationCase } from '../operation-case.ts';
import { crossEntropyOf, unifiedFocalOf } from '../reference/losses.ts';

/*
 * Losses are compositions of operations; here against their definitions.
 */

function entropy(
  title: string,
  logits: OperandPlan,
  labels: readonly number[],
  options: CrossEntropyOptions = {},
): OperationCase {
  const { classWeights = new Array<number>(logits.shape[1]).fill(1), labelSmoothing = 0 } = options;
  return {
    operation: 'crossEntropy',
    title,
    operands: [logits, { shape: [logits.shape[0]], dtype: 'int64', values: labels }],
    build: ([x, y]) => crossEntropy(x, y, options),
    reference: ([x, y]) => crossEntropyOf(x, y, classWeights, labelSmoothing),
    ...(!logits.values && { second: true }),
  };
}

const logits = { shape: [4, 3], low: -3, high: 3 };
const classWeights = [0.5, 2, 1];

const entropies = [
  entropy('plain', logits, [0, 2, 1, 2]),
  entropy('batch of 1', { shape: [1, 5], low: -3, high: 3 }, [4]),
  entropy('classes weighted', logits, [0, 2, 1, 2], { classWeights }),
  entropy('labels smoothed', logits, [0, 2, 1, 2], { labelSmoothing: 0.1 }),
  entropy('weighted and smoothed', logits, [0, 0, 1, 2], { classWeights, labelSmoothing: 0.2 }),
  entropy('sure, right and wrong', { shape: [2, 3], values: [1000, 0, -1000, 50, -50, 0] }, [0, 1]),
];

function focal(
  title: string,
  x: OperandPlan,
  options: UnifiedFocalOptions,
  more: Partial<OperationCase> = {},
): OperationCase {
  return {
    operation: 'unifiedFocal',
    title,
    operands: [x, { shape: x.shape, low: 0, high: 1, grid: { step: 1, offset: 0 }, differentiable: false }],
    build: ([z, target]) => unifiedFocal(z, target, options),
    reference: ([z, target]) => unifiedFocalOf(z, target, options),
    ...more,
  };
}

const picture = { shape: [2, 1, 4, 3], low: -3, high: 3 };

export const lossCases: readonly OperationCase[] = [
  ...entropies,
  focal('gamma 1', picture, { lambda: 0.4, delta: 0.7, gamma: 1 }, { second: true }),
  focal('gamma 0.75', picture, { lambda: 0.5, delta: 0.6, gamma: 0.75 }, { second: true }),
  focal('the focal term alone', picture, { lambda: 1, delta: 0.7, gamma: 0.5 }),
  focal('the Tversky term alone', picture, { lambda: 0, delta: 0.3, gamma: 0.5 }),
  focal(
    'larger, batch of 1',
    { shape: [1, 1, 33, 31], low: -3, high: 3 },
    { lambda: 0.5, delta: 0.7, gamma: 0.75 },
  ),
  focal(
    'sure everywhere, half wrong',
    { shape: [2, 1, 2, 4], values: [-40, -20, 40, 20, 12, -12] },
    { lambda: 0.5, delta: 0.7, gamma: 0.75 },
    { looser: { forward: 1e-4, because: '1 - index cancels where a class of a picture is found entirely' } },
  ),
];
