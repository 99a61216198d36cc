import { mish, mishGate, relu } from '../../ops/activations.ts';
import type { OperandPlan, OperationCase } from '../operation-case.ts';
import { each, mishGateOf, mishOf } from '../reference/elementwise.ts';

const SHAPES: readonly (readonly number[])[] = [[], [1], [7], [2, 3, 5, 4], [1, 16, 9, 9]];

const SMOOTH = [
  { operation: 'mish', build: mish, definition: mishOf },
  { operation: 'mishGate', build: mishGate, definition: mishGateOf },
] as const;

/** Magnitudes where formulas overflow or cancel. */
const EXTREMES: readonly (Pick<OperationCase, 'title' | 'looser'> & {
  readonly x: Omit<OperandPlan, 'shape'>;
})[] = [
  { title: 'far below zero', x: { values: [-1e20, -1e4, -1000, -104, -89, -50, -30] } },
  // not differentiated: a processor's sigmoid is held to 3e-8, which is as much as the slopes here
  { title: 'below zero', x: { values: [-25, -20, -18, -17, -15, -12], differentiable: false } },
  { title: 'around zero', x: { values: [-3, -1, -1e-3, 0, 1e-3, 1, 3] } },
  {
    title: 'far above zero',
    x: { values: [10, 20, 44, 45, 50, 88, 89, 104, 1000] },
    looser: { gradient: 1e-2, because: '1 - gate² is held to 6e-8, and its slope here is 8e-9 or less' },
  },
];

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
  ...SMOOTH.flatMap(({ operation, build, definition }): OperationCase[] => [
    ...SHAPES.map(
      (shape): OperationCase => ({
        operation,
        title: `[${shape}]`,
        operands: [{ shape, low: -6, high: 6 }],
        build: ([x]) => build(x),
        reference: ([x]) => each(definition, x),
        ...(shape.length === 1 && { second: true }),
      }),
    ),
    ...EXTREMES.map(
      ({ x, ...more }): OperationCase => ({
        ...more,
        operation,
        operands: [{ shape: [x.values?.length ?? 0], ...x }],
        build: ([tensor]) => build(tensor),
        reference: ([array]) => each(definition, array),
      }),
    ),
  ]),
];
