import { conv, convTranspose, convWeightGradient } from '../../ops/convolution/conv.ts';
import type { OperationCase } from '../operation-case.ts';
import { convOf, convTransposeOf, convWeightGradientOf, positionsOf } from '../reference/convolution.ts';
import { CONVOLUTION_LAYERS, type Layer } from './convolution-layers.ts';

/** One case of each of a layer's three maps. */
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

export const convolutionCases: readonly OperationCase[] = CONVOLUTION_LAYERS.flatMap(casesOf);
