import { conv, convTranspose, convWeightGradient } from '../../ops/convolution/conv.ts';
import type { Pair } from '../../ops/convolution/geometry.ts';
import type { OperationCase } from '../operation-case.ts';
import { convOf, convTransposeOf, convWeightGradientOf, positionsOf } from '../reference/convolution.ts';

/** A convolution, from which one case of each of its three maps is made. */
interface Layer {
  readonly title: string;
  readonly batch?: number;
  /** Channels in and out. */
  readonly channels: Pair;
  readonly size: Pair;
  readonly kernel: Pair;
  readonly stride?: Pair;
  readonly padding?: Pair;
  readonly dilation?: Pair;
  readonly second?: true;
  readonly samples?: number;
}

/** Every geometry, on few channels and small pictures. */
const GEOMETRIES: readonly Layer[] = [
  { title: '1x1', channels: [3, 5], size: [5, 7], kernel: [1, 1], second: true },
  { title: '1x1, one channel', channels: [1, 1], size: [4, 3], kernel: [1, 1] },
  { title: '1x1 on one pixel', batch: 3, channels: [4, 2], size: [1, 1], kernel: [1, 1] },
  { title: '1x1, stride 2, odd sides', channels: [3, 4], size: [7, 5], kernel: [1, 1], stride: [2, 2] },
  {
    title: '1x1, stride 2, a leftover',
    batch: 2,
    channels: [3, 4],
    size: [6, 8],
    kernel: [1, 1],
    stride: [2, 2],
  },
  { title: '1x1, stride 3, two left over', channels: [2, 3], size: [9, 6], kernel: [1, 1], stride: [3, 3] },
  { title: '1x1, padding 1', channels: [2, 3], size: [4, 5], kernel: [1, 1], padding: [1, 1] },
  { title: '3x3', channels: [2, 3], size: [5, 6], kernel: [3, 3], second: true },
  { title: '3x3, padding 1', batch: 2, channels: [3, 4], size: [7, 5], kernel: [3, 3], padding: [1, 1] },
  { title: '3x3, padding 2', channels: [2, 3], size: [4, 6], kernel: [3, 3], padding: [2, 2] },
  { title: '3x3 as large as the picture', batch: 2, channels: [3, 4], size: [3, 3], kernel: [3, 3] },
  { title: '3x3, padding 1, on one pixel', channels: [3, 4], size: [1, 1], kernel: [3, 3], padding: [1, 1] },
  {
    title: '3x3, padding 1, on 2x2',
    batch: 2,
    channels: [3, 2],
    size: [2, 2],
    kernel: [3, 3],
    padding: [1, 1],
  },
  { title: '3x3, stride 2', channels: [2, 3], size: [7, 9], kernel: [3, 3], stride: [2, 2] },
  {
    title: '3x3, stride 2, padding 1, a leftover',
    batch: 2,
    channels: [3, 4],
    size: [8, 6],
    kernel: [3, 3],
    stride: [2, 2],
    padding: [1, 1],
    second: true,
  },
  {
    title: '3x3, stride 2, padding 1, odd sides',
    channels: [3, 4],
    size: [7, 9],
    kernel: [3, 3],
    stride: [2, 2],
    padding: [1, 1],
  },
  {
    title: '3x3, stride 2, padding 1, one side odd',
    channels: [2, 2],
    size: [6, 7],
    kernel: [3, 3],
    stride: [2, 2],
    padding: [1, 1],
  },
  {
    title: '3x3, stride 3, padding 2',
    channels: [2, 3],
    size: [10, 11],
    kernel: [3, 3],
    stride: [3, 3],
    padding: [2, 2],
  },
  { title: '3x3, stride 3', channels: [2, 3], size: [8, 10], kernel: [3, 3], stride: [3, 3] },
  {
    title: '3x3, dilation 2, padding 2',
    channels: [2, 3],
    size: [6, 7],
    kernel: [3, 3],
    padding: [2, 2],
    dilation: [2, 2],
  },
  { title: '3x3, dilation 2', channels: [2, 3], size: [7, 5], kernel: [3, 3], dilation: [2, 2] },
  {
    title: '3x3, stride 2, dilation 2, padding 1',
    batch: 2,
    channels: [2, 3],
    size: [9, 8],
    kernel: [3, 3],
    stride: [2, 2],
    padding: [1, 1],
    dilation: [2, 2],
  },
  { title: '2x2, stride 2', channels: [3, 4], size: [6, 8], kernel: [2, 2], stride: [2, 2] },
  { title: '2x2, stride 2, a leftover', channels: [3, 4], size: [7, 5], kernel: [2, 2], stride: [2, 2] },
  { title: '2x2, padding 1', channels: [3, 2], size: [4, 3], kernel: [2, 2], padding: [1, 1] },
  { title: '2x2, stride 3', channels: [2, 3], size: [9, 7], kernel: [2, 2], stride: [3, 3] },
  {
    title: '2x2, padding 2: windows of zeros',
    channels: [2, 2],
    size: [3, 3],
    kernel: [2, 2],
    padding: [2, 2],
  },
  {
    title: '4x4, stride 2, padding 1',
    channels: [2, 3],
    size: [8, 6],
    kernel: [4, 4],
    stride: [2, 2],
    padding: [1, 1],
  },
  { title: '5x5, padding 2', channels: [2, 3], size: [6, 5], kernel: [5, 5], padding: [2, 2] },
  { title: '1x3, padding 0 and 1', channels: [2, 3], size: [4, 6], kernel: [1, 3], padding: [0, 1] },
  { title: '3x1, padding 1 and 0', channels: [2, 3], size: [6, 4], kernel: [3, 1], padding: [1, 0] },
  {
    title: '2x3, everything uneven',
    batch: 2,
    channels: [2, 3],
    size: [9, 8],
    kernel: [2, 3],
    stride: [1, 2],
    padding: [0, 1],
    dilation: [2, 1],
  },
  {
    title: '3x2, everything uneven, the other way',
    batch: 2,
    channels: [3, 2],
    size: [8, 10],
    kernel: [3, 2],
    stride: [3, 1],
    padding: [1, 0],
    dilation: [1, 2],
  },
  {
    title: '7x7, stride 2, padding 3',
    channels: [3, 4],
    size: [13, 16],
    kernel: [7, 7],
    stride: [2, 2],
    padding: [3, 3],
  },
];

/** Layers as in ResNet-50 and U-Net, with fewer channels: where a lowering chooses another way by size. */
const LAYERS: readonly Layer[] = [
  {
    title: '1x1, 64 to 16, 14x14',
    batch: 2,
    channels: [64, 16],
    size: [14, 14],
    kernel: [1, 1],
    samples: 8,
  },
  {
    title: '1x1, 16 to 64, 14x14',
    batch: 2,
    channels: [16, 64],
    size: [14, 14],
    kernel: [1, 1],
    samples: 8,
  },
  { title: '1x1, 64 to 64, 7x7', batch: 2, channels: [64, 64], size: [7, 7], kernel: [1, 1], samples: 8 },
  { title: '1x1, 16 to 8, 56x56', channels: [16, 8], size: [56, 56], kernel: [1, 1], samples: 4 },
  {
    title: '1x1, stride 2, 32 to 64, 14x14',
    batch: 2,
    channels: [32, 64],
    size: [14, 14],
    kernel: [1, 1],
    stride: [2, 2],
    samples: 8,
  },
  {
    title: '1x1, stride 2, 16 to 32, 28x28',
    channels: [16, 32],
    size: [28, 28],
    kernel: [1, 1],
    stride: [2, 2],
    samples: 8,
  },
  {
    title: '3x3, 64 to 64, 7x7',
    batch: 2,
    channels: [64, 64],
    size: [7, 7],
    kernel: [3, 3],
    padding: [1, 1],
    samples: 4,
  },
  {
    title: '3x3, 16 to 16, 14x14, batch 8',
    batch: 8,
    channels: [16, 16],
    size: [14, 14],
    kernel: [3, 3],
    padding: [1, 1],
    samples: 4,
  },
  {
    title: '3x3, 16 to 16, 28x28',
    channels: [16, 16],
    size: [28, 28],
    kernel: [3, 3],
    padding: [1, 1],
    samples: 4,
  },
  {
    title: '3x3, 8 to 8, 56x56',
    channels: [8, 8],
    size: [56, 56],
    kernel: [3, 3],
    padding: [1, 1],
    samples: 4,
  },
  {
    title: '3x3, 8 to 1, 40x40',
    channels: [8, 1],
    size: [40, 40],
    kernel: [3, 3],
    padding: [1, 1],
    samples: 8,
  },
  {
    title: '3x3, stride 2, 32 to 32, 14x14',
    batch: 2,
    channels: [32, 32],
    size: [14, 14],
    kernel: [3, 3],
    stride: [2, 2],
    padding: [1, 1],
    samples: 4,
  },
  {
    title: '3x3, stride 2, 8 to 16, 64x64',
    channels: [8, 16],
    size: [64, 64],
    kernel: [3, 3],
    stride: [2, 2],
    padding: [1, 1],
    samples: 4,
  },
  {
    title: '3x3, stride 2, 3 to 16, 32x32',
    batch: 2,
    channels: [3, 16],
    size: [32, 32],
    kernel: [3, 3],
    stride: [2, 2],
    padding: [1, 1],
    samples: 8,
  },
  {
    title: '3x3, stride 2, 64 to 32, 8x8',
    channels: [64, 32],
    size: [8, 8],
    kernel: [3, 3],
    stride: [2, 2],
    padding: [1, 1],
    samples: 8,
  },
  {
    title: '3x3, stride 2, 16 to 48, 30x28',
    batch: 2,
    channels: [16, 48],
    size: [30, 28],
    kernel: [3, 3],
    stride: [2, 2],
    padding: [1, 1],
    samples: 4,
  },
  {
    title: '3x3, stride 3, 16 to 16, 9x12',
    channels: [16, 16],
    size: [9, 12],
    kernel: [3, 3],
    stride: [3, 3],
    samples: 8,
  },
  {
    title: '4x4, stride 2, padding 1, 16 to 32, 8x12',
    batch: 2,
    channels: [16, 32],
    size: [8, 12],
    kernel: [4, 4],
    stride: [2, 2],
    padding: [1, 1],
    samples: 4,
  },
  {
    title: '5x3, strides 1 and 2, 16 to 16, 6x8',
    batch: 2,
    channels: [16, 16],
    size: [6, 8],
    kernel: [5, 3],
    stride: [1, 2],
    padding: [2, 1],
    samples: 8,
  },
  {
    title: '7x7, stride 2, 3 to 8, 64x64',
    channels: [3, 8],
    size: [64, 64],
    kernel: [7, 7],
    stride: [2, 2],
    padding: [3, 3],
    samples: 4,
  },
  {
    title: '7x7, stride 2, 3 to 16, 32x32',
    batch: 2,
    channels: [3, 16],
    size: [32, 32],
    kernel: [7, 7],
    stride: [2, 2],
    padding: [3, 3],
    samples: 4,
  },
];

/** Channels that fill no block of 8 or 16, or one and a half. */
const ODD_CHANNELS: readonly Layer[] = [
  { title: '3x3, 24 to 40', channels: [24, 40], size: [8, 8], kernel: [3, 3], padding: [1, 1], samples: 8 },
  {
    title: '3x3, 20 to 12',
    batch: 2,
    channels: [20, 12],
    size: [6, 5],
    kernel: [3, 3],
    padding: [1, 1],
    samples: 8,
  },
  { title: '1x1, 24 to 40', batch: 2, channels: [24, 40], size: [4, 4], kernel: [1, 1], samples: 8 },
  { title: '1x1, 17 to 9', channels: [17, 9], size: [5, 5], kernel: [1, 1], samples: 8 },
  {
    title: '3x3, stride 2, 16 to 33, a leftover',
    channels: [16, 33],
    size: [10, 6],
    kernel: [3, 3],
    stride: [2, 2],
    padding: [1, 1],
    samples: 8,
  },
  {
    title: '2x2, stride 2, 32 to 8',
    channels: [32, 8],
    size: [8, 8],
    kernel: [2, 2],
    stride: [2, 2],
    samples: 8,
  },
];

function casesOf(layer: Layer): OperationCase[] {
  const { title, batch = 1, channels, size, kernel, second, samples } = layer;
  const { stride = [1, 1], padding = [0, 0], dilation = [1, 1] } = layer;
  const steps = { stride, padding, dilation };
  const positions = positionsOf(size, kernel, steps);
  const x = { shape: [batch, channels[0], ...size] };
  const w = { shape: [channels[1], channels[0], ...kernel] };
  const y = { shape: [batch, channels[1], ...positions] };
  const more = { title, ...(second && { second }), ...(samples && { samples }) };
  return [
    {
      ...more,
      operation: 'conv',
      operands: [x, w],
      build: ([picture, weights]) => conv(picture, weights, steps),
      reference: ([picture, weights]) => convOf(picture, weights, steps),
    },
    {
      ...more,
      operation: 'convTranspose',
      operands: [y, w],
      build: ([picture, weights]) => convTranspose(picture, weights, { ...steps, size }),
      reference: ([picture, weights]) => convTransposeOf(picture, weights, steps, size),
    },
    {
      ...more,
      operation: 'convWeightGradient',
      operands: [x, y],
      build: ([picture, dy]) => convWeightGradient(picture, dy, { ...steps, kernel }),
      reference: ([picture, dy]) => convWeightGradientOf(picture, dy, steps, kernel),
    },
  ];
}

/** The same geometries on whole blocks of channels, which the blocked layout needs, and from the few of a photograph. */
const BLOCKS: readonly Layer[] = GEOMETRIES.filter(({ kernel }) => kernel[0] * kernel[1] > 1).flatMap(
  ({ second: _, ...layer }) =>
    (
      [
        [16, 16],
        [3, 16],
      ] as const
    ).map((channels) => ({
      ...layer,
      title: `${layer.title}; ${channels.join(' to ')}`,
      channels,
      samples: 4,
    })),
);

export const convolutionCases: readonly OperationCase[] = [
  ...GEOMETRIES,
  ...LAYERS,
  ...ODD_CHANNELS,
  ...BLOCKS,
].flatMap(casesOf);
