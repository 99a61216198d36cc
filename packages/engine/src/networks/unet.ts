import { GraphError } from '../graph/errors.ts';
import type { Scope } from '../graph/model.ts';
import type { Tensor } from '../graph/tensor.ts';
import { dropout } from '../layers/dropout.ts';
import { batchNorm, convolution, instanceNorm, upConvolution } from '../layers/layers.ts';
import { mish } from '../ops/activations.ts';
import { pictureSize } from '../ops/convolution/geometry.ts';
import { add } from '../ops/elementwise.ts';
import { concat } from '../ops/shape.ts';

export interface UnetOptions {
  /** Channels of each level, from the top down; the last is the bottom. Default 32, 64, 128, 256, 512. */
  readonly channels?: readonly number[];
  /** By how much each level but the bottom shrinks the picture. Default 2, 2, 2, 2; the paper has 1, 2, 2, 2. */
  readonly strides?: readonly number[];
  /** Channels of the result. Default 1. */
  readonly outputs?: number;
  /** Share of elements dropped in training, 0 to below 1. Default 0.1. */
  readonly dropout?: number;
  readonly activation?: (x: Tensor) => Tensor;
  /**
   * What follows each convolution: `instance`, without weights, as in the paper, or `batch`, which in inference goes by
   * fixed statistics, so that a pixel's result depends on its neighbourhood alone. Default instance.
   */
  readonly norm?: 'instance' | 'batch';
  /** Residual units after each level's convolution, down and up; none at the bottom and before the logits. Default 0. */
  readonly residualUnits?: number;
}

/**
 * U-Net in MONAI's layout (Cancers 2023, 15, 3376, section 3.2): at each level a strided 3x3 convolution down, the
 * levels below, and a 3x3 transposed convolution up that sees both. Norm, dropout and activation follow each but
 * the last, whose result are the logits. A residual unit adds to a picture what one more such convolution makes of it.
 * @param x [batch, channels, height, width], sides multiples of the product of the strides
 * @returns logits [batch, outputs, height, width]
 */
export function unet(scope: Scope, x: Tensor, options: UnetOptions = {}): Tensor {
  const { channels = [32, 64, 128, 256, 512], strides = [2, 2, 2, 2], outputs = 1 } = options;
  const { dropout: rate = 0.1, activation = mish, norm = 'instance', residualUnits = 0 } = options;
  if (strides.length !== channels.length - 1) {
    throw new GraphError(
      `unet: ${channels.length} levels need ${channels.length - 1} strides; received [${strides}]`,
    );
  }
  const factor = strides.reduce((product, stride) => product * stride, 1);
  if (pictureSize(x, 'unet').some((side) => side % factor !== 0)) {
    throw new GraphError(
      `unet: received ${x}; expected sides that are multiples of ${factor}, the product of the strides`,
    );
  }
  const normalise = (part: Scope, y: Tensor) =>
    norm === 'batch' ? batchNorm(part.in('norm'), y) : instanceNorm(y);
  const finish = (part: Scope, y: Tensor) => activation(dropout(part, normalise(part, y), rate));
  const refine = (part: Scope, y: Tensor, filters: number) => {
    let refined = y;
    for (let unit = 0; unit < residualUnits; unit++) {
      const inner = part.in(`unit${unit}`);
      refined = add(refined, finish(inner, convolution(inner, refined, { filters, kernel: 3, padding: 1 })));
    }
    return refined;
  };
  const down = (part: Scope, y: Tensor, filters: number, stride: number) =>
    finish(part, convolution(part, y, { filters, kernel: 3, stride, padding: 1 }));

  const level = (depth: number, y: Tensor): Tensor => {
    const filters = channels[depth] as number;
    if (depth === channels.length - 1) return down(scope.in('bottom'), y, filters, 1);
    const stride = strides[depth] as number;
    const before = scope.in(`down${depth}`);
    const shrunk = refine(before, down(before, y, filters, stride), filters);
    const joined = concat([shrunk, level(depth + 1, shrunk)], 1);
    const part = scope.in(`up${depth}`);
    const enlarge = (to: number) =>
      upConvolution(part, joined, { filters: to, kernel: 3, stride, padding: 1 });
    if (depth === 0) return enlarge(outputs);
    const above = channels[depth - 1] as number;
    return refine(part, finish(part, enlarge(above)), above);
  };
  return level(0, x);
}
