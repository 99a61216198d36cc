import type { Emitter, Value } from '../graph/operation.ts';
import { type Geometry, type Pair, positions } from './convolution/geometry.ts';

/*
 * Max pooling's derivatives for devices whose MaxPool cannot say where the maximum was (WebGPU): the taps of each
 * window are laid out as channels, by convolution with one-hot kernels, which is exact, and the first largest is marked.
 * Pictures are taken one channel at a time, as [pictures, 1, height, width].
 */

type Pooling = Geometry & { readonly kernel: Pair };
/** [batch, channels, height, width] of x. */
type Lengths = readonly number[];

/** Below all that a network computes, and finite: zero times it is zero. */
const LOWEST = -3.4e38;

/** Writes maxPoolSelect: the element of u where each window of x has its first largest element. */
export function emitSelected(emit: Emitter, x: Value, u: Value, shape: Lengths, pooling: Pooling): Value {
  const chosen = emitChosen(emit, x, shape, pooling);
  const window = { strides: pooling.stride, pads: [...pooling.padding, ...pooling.padding] };
  const taps = emit.node('Conv', [single(emit, u, shape), oneHot(emit, pooling)], window);
  const selected = emit.node('ReduceSum', [emit.node('Mul', [chosen, taps]), axes(emit)], { keepdims: 1 });
  const size = positions([shape[2], shape[3]], pooling.kernel, pooling);
  return emit.node('Reshape', [selected, emit.constant('int64', [shape[0], shape[1], ...size])]);
}

/** Writes maxPoolGradient: each element of dy added where its window of x has its first largest element. */
export function emitScattered(emit: Emitter, x: Value, dy: Value, shape: Lengths, pooling: Pooling): Value {
  const { kernel, stride, padding } = pooling;
  const size: Pair = [shape[2], shape[3]];
  const [height, width] = positions(size, kernel, pooling);
  const each = emit.node('Reshape', [dy, emit.constant('int64', [shape[0] * shape[1], 1, height, width])]);
  const routed = emit.node('Mul', [emitChosen(emit, x, shape, pooling), each]);
  const reached = ([0, 1] as const).map(
    (axis) => ((axis ? width : height) - 1) * stride[axis] - 2 * padding[axis] + kernel[axis],
  );
  const added = emit.node('ConvTranspose', [routed, oneHot(emit, pooling)], {
    strides: stride,
    pads: [...padding, ...padding],
    output_padding: size.map((length, axis) => length - (reached[axis] as number)),
  });
  return emit.node('Reshape', [added, emit.constant('int64', shape)]);
}

/** [pictures, taps, ...positions]: 1 at the first largest tap of each window of x, 0 elsewhere. */
function emitChosen(emit: Emitter, x: Value, shape: Lengths, pooling: Pooling): Value {
  const { kernel, stride, padding } = pooling;
  const pads = emit.constant('int64', [0, 0, ...padding, 0, 0, ...padding]);
  const padded = emit.node('Pad', [single(emit, x, shape), pads, emit.constant('float32', [LOWEST], [])]);
  const taps = emit.node('Conv', [padded, oneHot(emit, pooling)], { strides: stride });
  const largest = emit.node('ReduceMax', [taps, axes(emit)], { keepdims: 1 });
  const ties = emit.node('Cast', [emit.node('Equal', [taps, largest])], { to: 1 });
  // each less those before it is 1 at the first alone, and 0 or less elsewhere
  const count = kernel[0] * kernel[1];
  const lessEarlier = Array.from({ length: count * count }, (_, i) => {
    const [tap, other] = [Math.floor(i / count), i % count];
    return other === tap ? 1 : other < tap ? -1 : 0;
  });
  const matrix = emit.constant('float32', lessEarlier, [count, count, 1, 1]);
  return emit.node('Relu', [emit.node('Conv', [ties, matrix])]);
}

function single(emit: Emitter, x: Value, [batch, channels, height, width]: Lengths): Value {
  return emit.node('Reshape', [x, emit.constant('int64', [batch * channels, 1, height, width])]);
}

/** The axis of the taps. */
function axes(emit: Emitter): Value {
  return emit.constant('int64', [1], [1]);
}

/** Kernels of one 1 each, in the order of the taps: [taps, 1, ...kernel]. */
function oneHot(emit: Emitter, { kernel }: Pooling): Value {
  const count = kernel[0] * kernel[1];
  const ones = Array.from({ length: count * count }, (_, i) => (i % (count + 1) === 0 ? 1 : 0));
  return emit.constant('float32', ones, [count, 1, ...kernel]);
}
