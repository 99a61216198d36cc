import { fanOutNormal, type Initialiser, ones, zeros } from '../graph/initialisers.ts';
import type { Scope } from '../graph/model.ts';
import type { Tensor } from '../graph/tensor.ts';
import {
  type BatchNormOptions,
  batchNorm,
  type ConvolutionOptions,
  convolution,
  linear,
} from '../layers/layers.ts';
import { relu } from '../ops/activations.ts';
import { add } from '../ops/elementwise.ts';
import { maxPool } from '../ops/pooling.ts';
import { mean } from '../ops/reduce.ts';

export interface ResnetOptions {
  /** Length of the result. */
  readonly classes: number;
  /** Default ReLU. */
  readonly activation?: (x: Tensor) => Tensor;
  /** Lengths of fully connected layers before the last, with the activation after each. Default none. */
  readonly hidden?: readonly number[];
  /**
   * Whether a new block passes its input on, its last norm beginning at zero (Goyal et al. 2017, 5.1): deep networks then
   * begin to learn at rates at which they would not. Default false, as torchvision has it.
   */
  readonly passOn?: boolean;
  /** Divides every channel count: small networks of the same form, for tests. Default 1. */
  readonly narrowing?: number;
  /** Called with the name and the result of each stage (`layer1` .. `layer4`), for explanations. */
  readonly observe?: (stage: string, y: Tensor) => void;
}

type Block = (
  scope: Scope,
  x: Tensor,
  width: number,
  stride: number,
  activation: (x: Tensor) => Tensor,
  /** Initial value of the last norm's weight. Default ones. */
  initialScale?: Initialiser,
) => Tensor;

/** ResNet-18 (He et al. 2016): two 3x3 convolutions per block. x: [batch, 3, height, width]; logits [batch, classes]. */
export function resnet18(scope: Scope, x: Tensor, options: ResnetOptions): Tensor {
  return resnet(scope, x, basicBlock, [2, 2, 2, 2], options);
}

/** ResNet-50, stride in the 3x3 convolution as torchvision has it. x: [batch, 3, height, width]; logits [batch, classes]. */
export function resnet50(scope: Scope, x: Tensor, options: ResnetOptions): Tensor {
  return resnet(scope, x, bottleneck, [3, 4, 6, 3], options);
}

/** A residual network of four stages with so many blocks each; weights are named as torchvision names them. */
export function resnet(
  scope: Scope,
  x: Tensor,
  block: Block,
  blocks: readonly number[],
  options: ResnetOptions,
): Tensor {
  const { classes, activation = relu, hidden = [], passOn = false, narrowing = 1, observe } = options;
  const stem = normalisedConvolution(scope, 'conv1', 'bn1', x, {
    filters: 64 / narrowing,
    kernel: 7,
    stride: 2,
    padding: 3,
  });
  let y = maxPool(activation(stem), { kernel: 3, stride: 2, padding: 1 });
  blocks.forEach((count, stage) => {
    const width = (64 << stage) / narrowing;
    for (let i = 0; i < count; i++) {
      const stride = stage > 0 && i === 0 ? 2 : 1;
      y = block(scope.in(`layer${stage + 1}`).in(i), y, width, stride, activation, passOn ? zeros : ones);
    }
    observe?.(`layer${stage + 1}`, y);
  });
  const head = scope.in('fc');
  let features = mean(y, { axes: [2, 3] });
  hidden.forEach((length, i) => {
    features = activation(linear(head.in(2 * i), features, { features: length }));
  });
  return linear(hidden.length > 0 ? head.in(2 * hidden.length) : head, features, { features: classes });
}

/** 1x1 down, 3x3, 1x1 up to four times the width, and the input added. */
export const bottleneck: Block = (scope, x, width, stride, activation, initialScale = ones) => {
  const narrow = activation(normalisedConvolution(scope, 'conv1', 'bn1', x, { filters: width, kernel: 1 }));
  const seen = activation(
    normalisedConvolution(scope, 'conv2', 'bn2', narrow, { filters: width, kernel: 3, stride, padding: 1 }),
  );
  const wide = normalisedConvolution(scope, 'conv3', 'bn3', seen, {
    filters: 4 * width,
    kernel: 1,
    initialScale,
  });
  return activation(add(wide, shortcut(scope, x, 4 * width, stride)));
};

/** Two 3x3 convolutions, and the input added. */
export const basicBlock: Block = (scope, x, width, stride, activation, initialScale = ones) => {
  const first = activation(
    normalisedConvolution(scope, 'conv1', 'bn1', x, { filters: width, kernel: 3, stride, padding: 1 }),
  );
  const second = normalisedConvolution(scope, 'conv2', 'bn2', first, {
    filters: width,
    kernel: 3,
    padding: 1,
    initialScale,
  });
  return activation(add(second, shortcut(scope, x, width, stride)));
};

/** The block's input, brought to the result's shape where it differs. */
function shortcut(scope: Scope, x: Tensor, filters: number, stride: number): Tensor {
  if (stride === 1 && x.shape[1] === filters) return x;
  return normalisedConvolution(scope.in('downsample'), '0', '1', x, { filters, kernel: 1, stride });
}

function normalisedConvolution(
  scope: Scope,
  name: string,
  norm: string,
  x: Tensor,
  { initialScale = ones, ...options }: Omit<ConvolutionOptions, 'bias' | 'initialiser'> & BatchNormOptions,
): Tensor {
  const y = convolution(scope.in(name), x, { ...options, bias: false, initialiser: fanOutNormal });
  return batchNorm(scope.in(norm), y, { initialScale });
}
