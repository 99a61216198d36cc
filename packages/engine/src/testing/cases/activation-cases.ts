import { mish, relu } from '../../ops/activations.ts';
import type { OperationCase } from '../operation-case.ts';
import { each, mishOf } from '../reference/elementwise.ts';

const SHAPES: readonly (readonly number[])[] = [[], [1], [7], [2, 3, 5, 4], [1, 16, 9, 9]];

export const activationCases: readonly OperationCase[] = [
  ...SHAPES.map(
    (shape): OperationCase => ({
      operation: 'relu',
      title: `[${shape}]`,
      operands: [{ shape, grid: { step: 0.1, offset: 0.05 } }],
      build: ([x]) => relu(x),
      reference: ([x]) => each((value) => Math.max(value, 0), x),
    }),
  ),
  {
    operation: 'relu',
    title: 'extreme values',
    operands: [{ shape: [6], values: [-1e30, -1, -1e-3, 1e-3, 1, 1e4] }],
    build: ([x]) => relu(x),
    reference: ([x]) => each((value) => Math.max(value, 0), x),
  },
  {
    operation: 'relu',
    title: 'nothing positive',
    operands: [{ shape: [2, 3], low: -2, high: -1 }],
    build: ([x]) => relu(x),
    reference: ([x]) => each((value) => Math.max(value, 0), x),
  },
  ...SHAPES.map(
    (shape): OperationCase => ({
      operation: 'mish',
      title: `[${shape}]`,
      operands: [{ shape, low: -6, high: 6 }],
      build: ([x]) => mish(x),
      reference: ([x]) => each(mishOf, x),
      ...(shape.length === 1 && { second: true }),
    }),
  ),
  {
    operation: 'mish',
    title: 'far below zero',
    operands: [{ shape: [6], values: [-1e4, -1000, -104, -89, -50, -30] }],
    build: ([x]) => mish(x),
    reference: ([x]) => each(mishOf, x),
  },
  {
    operation: 'mish',
    title: 'around and far above zero',
    operands: [{ shape: [11], values: [-20, -10, -1e-3, 0, 1e-3, 10, 20, 50, 89, 104, 1000] }],
    build: ([x]) => mish(x),
    reference: ([x]) => each(mishOf, x),
  },
];
