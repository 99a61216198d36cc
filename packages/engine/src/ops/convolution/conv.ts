import { apply, type Operation, shapeError } from '../../graph/operation.ts';
import type { Tensor } from '../../graph/tensor.ts';
import { type Geometry, geometry, type Pair, pair, pictureSize, positions, type Window } from './geometry.ts';
import { lowerConvolution } from './lower-convolution.ts';
import { lowerTransposed } from './lower-transposed.ts';
import { lowerWeightGradient } from './lower-weight-gradient.ts';

/*
 * Three operations, each the others' gradient: y = conv(x, w) is linear in both x and w.
 *   x: [batch, in, height, width]    w: [out, in, kernel height, kernel width]    y: [batch, out, ...positions]
 */

const convOperation: Operation<readonly [Tensor, Tensor], Geometry> = {
  name: 'conv',
  summary: 'cross-correlation of x with the kernels w',
  result: (inputs, window) => {
    const [x, w] = inputs;
    const size = pictureSize(x, 'conv');
    const kernel = pictureSize(w, 'conv');
    const [height, width] = positions(size, kernel, window);
    const [batch, channels] = x.shape as [number, number];
    if (channels !== w.shape[1] || height < 1 || width < 1) {
      throw shapeError(
        'conv',
        inputs,
        'w as [out, in, height, width] with x as [batch, in, ...], no smaller than w',
      );
    }
    return { shape: [batch, w.shape[0] as number, height, width] };
  },
  lower: lowerConvolution,
  derivative: 'dx = convTranspose(dy, w), dw = convWeightGradient(x, dy)',
  gradient: ({ dy, inputs: [x, w], attributes }) => [
    convTranspose(dy, w, { ...attributes, size: pictureSize(x, 'conv') }),
    convWeightGradient(x, dy, { ...attributes, kernel: pictureSize(w, 'conv') }),
  ],
};

/** Convolution as networks mean it (no flip of the kernel), padded with zeros. */
export function conv(x: Tensor, w: Tensor, window: Window = {}): Tensor {
  return apply(convOperation, [x, w], geometry(window, 'conv'));
}

export interface TransposedWindow extends Window {
  /** Height and width of the result; a strided convolution alone does not tell. */
  readonly size: Pair;
}

type Transposed = Geometry & { readonly size: Pair };

const convTransposeOperation: Operation<readonly [Tensor, Tensor], Transposed> = {
  name: 'convTranspose',
  summary: 'the adjoint of conv: each element of x adds its kernel to a picture of the size given',
  result: (inputs, attributes) => {
    const [x, w] = inputs;
    const [height, width] = pictureSize(x, 'convTranspose');
    const reached = positions(attributes.size, pictureSize(w, 'convTranspose'), attributes);
    if (x.shape[1] !== w.shape[0] || reached[0] !== height || reached[1] !== width) {
      const expected = `x as [batch, out, ${reached}] and w as [out, in, height, width] for a size of ${attributes.size}`;
      throw shapeError('convTranspose', inputs, expected);
    }
    return { shape: [x.shape[0] as number, w.shape[1] as number, ...attributes.size] };
  },
  lower: lowerTransposed,
  derivative: 'dx = conv(dy, w), dw = convWeightGradient(dy, x)',
  gradient: ({ dy, inputs: [x, w], attributes }) => [
    conv(dy, w, attributes),
    convWeightGradient(dy, x, { ...attributes, kernel: pictureSize(w, 'convTranspose') }),
  ],
};

/** Transposed convolution: x is [batch, out, ...], w is [out, in, height, width], the result [batch, in, ...size]. */
export function convTranspose(x: Tensor, w: Tensor, window: TransposedWindow): Tensor {
  return apply(convTransposeOperation, [x, w], {
    ...geometry(window, 'convTranspose'),
    size: pair(window.size, 1, 'convTranspose: size'),
  });
}

type WeightGradient = Geometry & { readonly kernel: Pair };

const convWeightGradientOperation: Operation<readonly [Tensor, Tensor], WeightGradient> = {
  name: 'convWeightGradient',
  summary: 'the gradient of conv(x, w) with respect to w, from x and dy',
  result: (inputs, attributes) => {
    const [x, dy] = inputs;
    const reached = positions(pictureSize(x, 'convWeightGradient'), attributes.kernel, attributes);
    const [height, width] = pictureSize(dy, 'convWeightGradient');
    if (x.shape[0] !== dy.shape[0] || reached[0] !== height || reached[1] !== width) {
      throw shapeError('convWeightGradient', inputs, `dy as [batch, out, ${reached}]`);
    }
    return { shape: [dy.shape[1] as number, x.shape[1] as number, ...attributes.kernel] };
  },
  lower: lowerWeightGradient,
  derivative: 'with u the gradient of the result: dx = convTranspose(dy, u), d(dy) = conv(x, u)',
  gradient: ({ dy: u, inputs: [x, dy], attributes }) => [
    convTranspose(dy, u, { ...attributes, size: pictureSize(x, 'convWeightGradient') }),
    conv(x, u, attributes),
  ],
};

/** The gradient of a convolution with respect to its kernels. */
export function convWeightGradient(
  x: Tensor,
  dy: Tensor,
  window: Window & { readonly kernel: Pair },
): Tensor {
  return apply(convWeightGradientOperation, [x, dy], {
    ...geometry(window, 'convWeightGradient'),
    kernel: pair(window.kernel, 1, 'convWeightGradient: kernel'),
  });
}

/** This family, for the operations page. */
export const convolutions = [convOperation, convTransposeOperation, convWeightGradientOperation] as const;
