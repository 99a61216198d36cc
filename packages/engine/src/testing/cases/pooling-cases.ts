import { gradients } from '../../graph/gradients.ts';
import type { Pair } from '../../ops/convolution/geometry.ts';
import { averagePool, maxPool } from '../../ops/pooling.ts';
import type { OperandPlan, OperationCase } from '../operation-case.ts';
import { positionsOf } from '../reference/convolution.ts';
import {
  averagePoolGradientOf,
  averagePoolOf,
  maxPoolGradientOf,
  maxPoolOf,
  maxPoolSelectOf,
} from '../reference/pooling.ts';

/** A pooling, from which one case of each of the five maps is made. */
interface Pooling {
  readonly title: string;
  readonly shape: readonly [number, number, number, number];
  readonly kernel: Pair;
  readonly stride?: Pair;
  readonly padding?: Pair;
  /** Default: all different, around zero. */
  readonly x?: Omit<OperandPlan, 'shape'>;
}

const POOLINGS: readonly Pooling[] = [
  { title: '2x2, stride 2', shape: [2, 3, 6, 4], kernel: [2, 2], stride: [2, 2] },
  { title: '2x2, stride 2, a leftover', shape: [1, 2, 7, 5], kernel: [2, 2], stride: [2, 2] },
  { title: '3x3, stride 2, padding 1', shape: [2, 3, 7, 9], kernel: [3, 3], stride: [2, 2], padding: [1, 1] },
  {
    title: '3x3, stride 2, padding 1, a leftover',
    shape: [2, 2, 8, 6],
    kernel: [3, 3],
    stride: [2, 2],
    padding: [1, 1],
  },
  { title: '3x3, padding 1: windows overlap', shape: [1, 2, 5, 5], kernel: [3, 3], padding: [1, 1] },
  { title: '1x1', shape: [1, 2, 3, 4], kernel: [1, 1] },
  { title: '2x2, stride 3: elements left out', shape: [1, 3, 8, 9], kernel: [2, 2], stride: [3, 3] },
  { title: '1x3, stride 1 and 2', shape: [2, 2, 4, 7], kernel: [1, 3], stride: [1, 2] },
  { title: '3x2, padding 1 and 0', shape: [1, 2, 5, 6], kernel: [3, 2], stride: [2, 1], padding: [1, 0] },
  { title: 'the whole picture', shape: [2, 4, 5, 3], kernel: [5, 3] },
  { title: 'as large as a stem', shape: [2, 8, 32, 32], kernel: [3, 3], stride: [2, 2], padding: [1, 1] },
  {
    title: 'padding does not win over negative numbers',
    shape: [1, 2, 4, 4],
    kernel: [3, 3],
    stride: [2, 2],
    padding: [1, 1],
    x: { low: -9, high: -5, distinct: true },
  },
];

/** Few different values: the first of equal ones counts. Checked where x is not moved. */
const TIES = { grid: { step: 1, offset: 0 }, differentiable: false };

function casesOf({ title, shape, x = { distinct: true }, ...window }: Pooling): OperationCase[] {
  const { kernel, stride = [1, 1], padding = [0, 0] } = window;
  const steps = { kernel, stride, padding };
  const size: Pair = [shape[2], shape[3]];
  const positions = positionsOf(size, kernel, { stride, padding, dilation: [1, 1] });
  const pooled = { shape: [shape[0], shape[1], ...positions] };
  return [
    {
      operation: 'maxPool',
      title,
      operands: [{ shape, ...x }],
      build: ([picture]) => maxPool(picture, steps),
      reference: ([picture]) => maxPoolOf(picture, steps),
    },
    ...([x, TIES] as const).flatMap((values): OperationCase[] => {
      const chooser = { shape, ...values, differentiable: false };
      const how = values === TIES ? `${title}, with ties` : title;
      return [
        {
          operation: 'maxPoolGradient',
          title: how,
          operands: [chooser, pooled],
          build: ([picture, dy]) => gradients(maxPool(picture, steps), [picture], dy)[0],
          reference: ([picture, dy]) => maxPoolGradientOf(picture, dy, steps),
        },
        {
          operation: 'maxPoolSelect',
          title: how,
          operands: [chooser, { ...pooled, differentiable: false }, { shape }],
          build: ([picture, dy, u]) => {
            const [dx] = gradients(maxPool(picture, steps), [picture], dy);
            return gradients(dx, [dy], u)[0];
          },
          reference: ([picture, , u]) => maxPoolSelectOf(picture, u, steps),
        },
      ];
    }),
    {
      operation: 'averagePool',
      title,
      operands: [{ shape, low: 0, high: 2 }],
      build: ([picture]) => averagePool(picture, steps),
      reference: ([picture]) => averagePoolOf(picture, steps),
    },
    {
      operation: 'averagePoolGradient',
      title,
      operands: [{ shape, differentiable: false }, pooled],
      build: ([picture, dy]) => gradients(averagePool(picture, steps), [picture], dy)[0],
      reference: ([, dy]) => averagePoolGradientOf(dy, steps, size),
    },
  ];
}

export const poolingCases: readonly OperationCase[] = POOLINGS.flatMap(casesOf);
