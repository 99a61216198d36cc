import type { Emitter, Value } from '../graph/operation.ts';
import { fixedShape, type Shape } from '../graph/shape.ts';
import { BLOCKED_DOMAIN, fromBlocks, isInBlocks, toBlocks } from './blocks.ts';

/** Lanes of the widest vector unit; the blocked convolution takes channels in groups of at most so many. */
const LANES = 16;

export interface Affine {
  readonly x: Value;
  /** [batch, channels, height, width]. */
  readonly shape: Shape;
  /** [channels]. */
  readonly scale: Value;
  readonly shift: Value;
  /** A picture to add, in the shape of x. */
  readonly addend?: Value;
  /** Whether ReLU follows. */
  readonly rectified?: boolean;
}

/**
 * Writes scale x + shift + addend per channel, then perhaps ReLU.
 *
 * On processors, ONNX Runtime's convolution in blocked layout does all of it in one pass: as a 1x1 convolution of each
 * channel by itself, with its bias, sum and activation. For that, each channel's positions are seen as 16 channels with
 * a sixteenth of the positions, all with one scale, so that the order within blocks does not matter. Three times as fast
 * as the passes one by one (docs/decisions/0010).
 */
export function lowerAffine(emit: Emitter, affine: Affine): Value {
  const { x, shape, scale, shift, addend, rectified = false } = affine;
  if (liesInBlocks(emit, affine)) return inBlocks(emit, affine);
  // a constant affine after a convolution becomes part of its weights: ONNX Runtime looks for BatchNormalization there
  if (canFuse(emit, affine) && !(emit.isConstant(scale) && emit.isConstant(shift)))
    return fused(emit, affine);
  const channels = shape[1] as number;
  const zero = emit.constant('float32', new Array<number>(channels).fill(0), [channels]);
  const one = emit.constant('float32', new Array<number>(channels).fill(1), [channels]);
  const scaled = emit.node('BatchNormalization', [x, scale, shift, zero, one], { epsilon: { float: 0 } });
  const sum = addend === undefined ? scaled : emit.node('Add', [scaled, addend]);
  return rectified ? emit.node('Relu', [sum]) : sum;
}

/** Whether one pass can do it all. */
export function canFuse(emit: Emitter, affine: Affine): boolean {
  if (liesInBlocks(emit, affine)) return true;
  const [, , height, width] = affine.shape;
  if (emit.blocked === 0 || typeof height !== 'number' || typeof width !== 'number') return false;
  return (height * width) % LANES === 0;
}

function liesInBlocks(emit: Emitter, { x, addend }: Affine): boolean {
  return isInBlocks(emit, x) || (addend !== undefined && isInBlocks(emit, addend));
}

function fused(emit: Emitter, { x, shape, scale, shift, addend, rectified = false }: Affine): Value {
  const [channels, height, width] = fixedShape(shape.slice(1), 'lowerAffine') as readonly [
    number,
    number,
    number,
  ];
  // the batch may be open
  const batch = -1;
  const list = (...values: number[]) => emit.constant('int64', values, [values.length]);
  const lanes = channels * LANES;
  const view = (value: Value) =>
    emit.node('Reshape', [value, list(batch, lanes, 1, (height * width) / LANES)]);
  const repeated = (vector: Value, ...to: number[]) => {
    const column = emit.node('Reshape', [vector, list(channels, 1)]);
    return emit.node('Reshape', [emit.node('Expand', [column, list(channels, LANES)]), list(...to)]);
  };
  const picture = { x: view(x), ...(addend !== undefined && { addend: view(addend) }), rectified };
  const result = depthwise(emit, picture, repeated(scale, lanes, 1, 1, 1), repeated(shift, lanes), lanes);
  return emit.node('Reshape', [result, list(batch, channels, height, width)]);
}

/** The same where x lies in blocks already. */
function inBlocks(emit: Emitter, { x, shape, scale, shift, addend, rectified = false }: Affine): Value {
  const channels = shape[1] as number;
  const weights = emit.node('Reshape', [scale, emit.constant('int64', [channels, 1, 1, 1], [4])]);
  const picture = {
    x: toBlocks(emit, x, shape),
    ...(addend !== undefined && { addend: toBlocks(emit, addend, shape) }),
    rectified,
  };
  return fromBlocks(emit, depthwise(emit, picture, weights, shift, channels), shape);
}

function depthwise(
  emit: Emitter,
  { x, addend, rectified }: Pick<Affine, 'x' | 'addend' | 'rectified'>,
  weights: Value,
  biases: Value,
  channels: number,
): Value {
  const attributes = {
    kernel_shape: [1, 1],
    strides: [1, 1],
    pads: [0, 0, 0, 0],
    dilations: [1, 1],
    group: channels,
    ...(rectified && { activation: 'Relu' }),
  };
  const inputs = [x, weights, biases, ...(addend === undefined ? [] : [addend])];
  return emit.node('Conv', inputs, attributes, BLOCKED_DOMAIN);
}
