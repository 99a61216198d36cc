import { float32ToFloat16, LARGEST_FLOAT16, roundHalfToEven } from './half-float.ts';
import { type StoredTensor, type StoredTensors, toFloat32 } from './stored-tensor.ts';
import { listed, quoted, WeightsFileError } from './weights-file-error.ts';

/** A weight as networks compute with it; row-major. */
export interface FloatTensor {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/** How weights are stored: 4, 2 or 1 byte each. */
export type WeightStorage = 'float32' | 'float16' | 'int8';

const SCALE_SUFFIX = '.scale';
const MOST = 127;
const SMALLEST_NORMAL = 2 ** -126;

/**
 * Weights as tensors of a safetensors file.
 *
 * - `float32`: as they are, the arrays shared.
 * - `float16`: rounded to nearest, ties to even; at most half an ulp off (2^-11 of the value, 2^-25 below 2^-14).
 * - `int8`: symmetric, one scale per index of axis 0 (the output channel of linear and convolution weights, the input
 *   channel of transposed convolutions): the channel's largest magnitude is 127, the rest rounded to the nearest step, ties to even; at most half a scale off.
 *   Stored as `name` (int8) and `name.scale` (float32, one per channel).
 *
 * Tensors with fewer than two dimensions, such as biases, norm parameters and running statistics, stay float32 in all
 * three: they have no output channel to share a scale in, their error would be added to or multiplied onto every pixel of
 * a channel, running variances can leave float16's range, and in ResNet-50 they are 0.2 % of the parameters.
 * @throws WeightsFileError naming the weight, where a narrowed one is not finite or beyond float16's 65504, where the data
 *   does not fill the shape, or where a weight already has the name that a scale needs
 */
export function packWeights(
  weights: ReadonlyMap<string, FloatTensor>,
  as: WeightStorage,
): Map<string, StoredTensor> {
  const packed = new Map<string, StoredTensor>();
  for (const [name, { shape, data }] of weights) {
    if (as === 'float32' || shape.length < 2) {
      packed.set(name, { dtype: 'float32', shape, data });
    } else if (as === 'float16') {
      checkRange(name, data, LARGEST_FLOAT16);
      packed.set(name, { dtype: 'float16', shape, data: float32ToFloat16(data) });
    } else {
      if (weights.has(name + SCALE_SUFFIX)) {
        throw new WeightsFileError(
          `weight ${quoted(name + SCALE_SUFFIX)} has the name of a scale; rename it`,
        );
      }
      checkRange(name, data);
      const { steps, scales } = quantise(name, shape, data);
      packed.set(name, { dtype: 'int8', shape, data: steps });
      packed.set(name + SCALE_SUFFIX, { dtype: 'float32', shape: [scales.length], data: scales });
    }
  }
  return packed;
}

function checkRange(name: string, data: Float32Array, most = Infinity): void {
  const odd = data.find((value) => !(Math.abs(value) <= most && Math.abs(value) < Infinity));
  if (odd === undefined) return;
  const range = most < Infinity ? `finite values from -${most} to ${most}` : 'finite values';
  throw new WeightsFileError(
    `weight ${quoted(name)} holds ${odd}; expected ${range}, or store it as float32`,
  );
}

function quantise(name: string, shape: readonly number[], data: Float32Array) {
  const [channels] = shape;
  const perChannel = elementsPerChannel(name, shape, data.length);
  const steps = new Int8Array(data.length);
  const scales = new Float32Array(channels);
  for (let channel = 0; channel < channels; channel++) {
    const start = channel * perChannel;
    let largest = 0;
    for (let i = start; i < start + perChannel; i++) largest = Math.max(largest, Math.abs(data[i]));
    // A subnormal scale has too few bits for the bound to hold; zeros take any scale.
    scales[channel] = Math.max(largest / MOST, SMALLEST_NORMAL);
    for (let i = start; i < start + perChannel; i++) steps[i] = roundHalfToEven(data[i] / scales[channel]);
  }
  return { steps, scales };
}

function elementsPerChannel(name: string, shape: readonly number[], length: number): number {
  const perChannel = shape.slice(1).reduce((product, side) => product * side, 1);
  if (shape[0] * perChannel === length) return perChannel;
  throw new WeightsFileError(
    `weight ${quoted(name)}: ${length} values do not fill the shape ${listed(shape)}`,
  );
}

/**
 * Weights from the tensors of a file, as `packWeights` makes them and from any other floats; float32 arrays are shared.
 * @throws WeightsFileError naming the tensor, where an int8 has no fitting scale or a tensor holds no floats
 */
export function unpackWeights(tensors: StoredTensors): Map<string, FloatTensor> {
  const weights = new Map<string, FloatTensor>();
  for (const [name, tensor] of tensors) {
    const { dtype, shape } = tensor;
    if (dtype === 'int8') {
      const scales = scalesOf(name, shape, tensors);
      const perChannel = elementsPerChannel(name, shape, tensor.data.length);
      const data = new Float32Array(tensor.data.length);
      for (let i = 0; i < data.length; i++) data[i] = tensor.data[i] * scales[Math.floor(i / perChannel)];
      weights.set(name, { shape, data });
    } else if (!isScale(name, tensors)) {
      if (!dtype.includes('float')) {
        throw new WeightsFileError(
          `tensor ${quoted(name)} holds ${dtype}; expected floats, or int8 with scales`,
        );
      }
      weights.set(name, { shape, data: toFloat32(tensor) });
    }
  }
  return weights;
}

function isScale(name: string, tensors: StoredTensors): boolean {
  if (!name.endsWith(SCALE_SUFFIX)) return false;
  return tensors.get(name.slice(0, -SCALE_SUFFIX.length))?.dtype === 'int8';
}

function scalesOf(name: string, shape: readonly number[], tensors: StoredTensors): Float32Array {
  const scale = tensors.get(name + SCALE_SUFFIX);
  const fits = scale?.dtype === 'float32' && scale.shape.length === 1 && scale.shape[0] === shape[0];
  if (!fits || !scale.data.every((value) => value > 0 && value < Infinity)) {
    const expected = `expected ${quoted(name + SCALE_SUFFIX)} with ${shape[0] ?? 'its'} positive float32`;
    throw new WeightsFileError(`tensor ${quoted(name)} is int8 without fitting scales; ${expected}`);
  }
  return scale.data;
}
