import { apply, type Operation, shapeError } from '../graph/operation.ts';
import { elementCount, fixedShape, sameShape } from '../graph/shape.ts';
import type { Tensor } from '../graph/tensor.ts';
import {
  type Geometry,
  geometry,
  type Pair,
  pair,
  pictureSize,
  positions,
  type Window,
} from './convolution/geometry.ts';
import { emitScattered, emitSelected } from './lower-max-pool.ts';

export interface PoolingWindow extends Omit<Window, 'dilation'> {
  /** Height and width of the window. */
  readonly kernel: number | Pair;
}

type Pooling = Geometry & { readonly kernel: Pair };

function pooling({ kernel, ...window }: PoolingWindow, what: string): Pooling {
  return { ...geometry(window, what), kernel: pair(kernel, 1, `${what}: kernel`) };
}

function pooled(name: string, x: Tensor, attributes: Pooling): [number, number, number, number] {
  const [height, width] = positions(pictureSize(x, name), attributes.kernel, attributes);
  if (
    height < 1 ||
    width < 1 ||
    attributes.padding.some((zeros, axis) => 2 * zeros > (attributes.kernel[axis] ?? 0))
  ) {
    throw shapeError(name, [x], `sides of at least ${attributes.kernel}, padding of at most half of that`);
  }
  return [x.shape[0] as number, x.shape[1] as number, height, width];
}

function onnxWindow({ kernel, stride, padding }: Pooling) {
  return { kernel_shape: kernel, strides: stride, pads: [...padding, ...padding] };
}

const maxPoolOperation: Operation<readonly [Tensor], Pooling> = {
  name: 'maxPool',
  summary: 'the largest element in each window',
  result: ([x], attributes) => ({ shape: pooled('maxPool', x, attributes) }),
  lower: ({ emit, values, attributes }) => emit.node('MaxPool', values, onnxWindow(attributes)),
  derivative: 'dx = maxPoolGradient(x, dy)',
  gradient: ({ dy, inputs: [x], attributes }) => [apply(maxPoolGradientOperation, [x, dy], attributes)],
};

/** The largest element in each window; padding never wins. */
export function maxPool(x: Tensor, window: PoolingWindow): Tensor {
  return apply(maxPoolOperation, [x], pooling(window, 'maxPool'));
}

const maxPoolGradientOperation: Operation<readonly [Tensor, Tensor], Pooling> = {
  name: 'maxPoolGradient',
  summary: 'each element of dy added where its window had its (first) largest element of x',
  result: (inputs, attributes) => {
    const [x, dy] = inputs;
    const shape = pooled('maxPoolGradient', x, attributes);
    if (!sameShape(shape, dy.shape)) throw shapeError('maxPoolGradient', inputs, `dy as [${shape}]`);
    return { shape: x.shape };
  },
  lower: ({ emit, values: [x, dy], inputs: [{ shape }], attributes }) => {
    if (emit.device === 'webgpu') {
      return emitScattered(emit, x, dy, fixedShape(shape, 'maxPoolGradient'), attributes);
    }
    const [, indices] = emit.nodes('MaxPool', [x], onnxWindow(attributes), 2);
    const count = elementCount(shape, 'maxPoolGradient');
    const flat = emit.constant('int64', [-1], [1]);
    const zeros = emit.node('Expand', [emit.constant('float32', [0]), emit.constant('int64', [count], [1])]);
    const scattered = emit.node(
      'ScatterElements',
      [zeros, emit.node('Reshape', [indices as string, flat]), emit.node('Reshape', [dy, flat])],
      { axis: 0, reduction: 'add' },
    );
    return emit.node('Reshape', [scattered, emit.constant('int64', shape as number[])]);
  },
  derivative: 'with u the gradient of the result: d(dy) = maxPoolSelect(x, u); x only chooses',
  gradient: ({ dy: u, inputs: [x], attributes }) => [
    undefined,
    apply(maxPoolSelectOperation, [x, u], attributes),
  ],
};

const maxPoolSelectOperation: Operation<readonly [Tensor, Tensor], Pooling> = {
  name: 'maxPoolSelect',
  summary: 'the element of u where each window has its (first) largest element of x',
  result: (inputs, attributes) => {
    const [x, u] = inputs;
    if (!sameShape(x.shape, u.shape)) throw shapeError('maxPoolSelect', inputs, 'equal shapes');
    return { shape: pooled('maxPoolSelect', x, attributes) };
  },
  lower: ({ emit, values: [x, u], inputs: [{ shape }], attributes }) => {
    if (emit.device === 'webgpu') {
      return emitSelected(emit, x, u, fixedShape(shape, 'maxPoolSelect'), attributes);
    }
    const [, indices] = emit.nodes('MaxPool', [x], onnxWindow(attributes), 2);
    const flat = emit.node('Reshape', [u, emit.constant('int64', [-1], [1])]);
    return emit.node('Gather', [flat, indices as string], { axis: 0 });
  },
  derivative: 'du = maxPoolGradient(x, dy); x only chooses',
  gradient: ({ dy, inputs: [x], attributes }) => [
    undefined,
    apply(maxPoolGradientOperation, [x, dy], attributes),
  ],
};

const averagePoolOperation: Operation<readonly [Tensor], Pooling> = {
  name: 'averagePool',
  summary: 'the mean of each window, padding counted as zeros',
  result: ([x], attributes) => ({ shape: pooled('averagePool', x, attributes) }),
  lower: ({ emit, values, attributes }) =>
    emit.node('AveragePool', values, { ...onnxWindow(attributes), count_include_pad: 1 }),
  derivative: 'dx = averagePoolGradient(dy)',
  gradient: ({ dy, inputs: [x], attributes }) => [
    apply(averagePoolGradientOperation, [dy], { ...attributes, size: pictureSize(x, 'averagePool') }),
  ],
};

/** The mean of each window; padding counts as zeros. For the mean of whole pictures, `mean` over axes 2 and 3. */
export function averagePool(x: Tensor, window: PoolingWindow): Tensor {
  return apply(averagePoolOperation, [x], pooling(window, 'averagePool'));
}

const averagePoolGradientOperation: Operation<readonly [Tensor], Pooling & { readonly size: Pair }> = {
  name: 'averagePoolGradient',
  summary: 'each element of x, divided by the size of a window, added over its window',
  result: (inputs, attributes) => {
    const [x] = inputs;
    const { size, kernel } = attributes;
    const [height, width] = pictureSize(x, 'averagePoolGradient');
    const reached = positions(size, kernel, attributes);
    if (reached[0] !== height || reached[1] !== width) {
      throw shapeError('averagePoolGradient', inputs, `[batch, channels, ${reached}] for a size of ${size}`);
    }
    return { shape: [x.shape[0] as number, x.shape[1] as number, ...size] };
  },
  lower: ({ emit, values: [x], inputs: [{ shape }], attributes: { kernel, stride, padding, size } }) => {
    const [batch, channels, height, width] = shape as [number, number, number, number];
    const area = kernel[0] * kernel[1];
    const weights = emit.constant('float32', new Array<number>(area).fill(1 / area), [1, 1, ...kernel]);
    const single = emit.node('Reshape', [x, emit.constant('int64', [batch * channels, 1, height, width])]);
    const spread = emit.node('ConvTranspose', [single, weights], {
      strides: stride,
      pads: [...padding, ...padding],
      output_padding: ([0, 1] as const).map(
        (axis) =>
          size[axis] - (((axis ? width : height) - 1) * stride[axis] - 2 * padding[axis] + kernel[axis]),
      ),
    });
    return emit.node('Reshape', [spread, emit.constant('int64', [batch, channels, ...size])]);
  },
  derivative: 'dx = averagePool(dy)',
  gradient: ({ dy, attributes: { kernel, stride, padding } }) => [
    averagePool(dy, { kernel, stride, padding }),
  ],
};

/** This family, for the operations page. */
export const poolings = [
  maxPoolOperation,
  maxPoolGradientOperation,
  maxPoolSelectOperation,
  averagePoolOperation,
  averagePoolGradientOperation,
] as const;
