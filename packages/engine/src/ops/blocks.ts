import type { Emitter, Lowering, OnnxAttribute, Tensors, Value } from '../graph/operation.ts';
import { fixedShape, type Shape, sameShape } from '../graph/shape.ts';

/*
 * Small pictures stay in ONNX Runtime's blocked layout (NCHWc) from one operation to the next, the whole batch as one
 * picture, its pictures below each other: [1, channels, batch x height, width]. There 1x1 convolutions run at the
 * processor's peak, and whatever treats positions or channels alike needs not know the difference.
 *
 * Every value has a name in the usual layout, too. It is written as a rearrangement of the blocks, and as the writer
 * leaves out what nothing reads, it costs nothing unless an operation asks for it (docs/decisions/0006).
 */

export const BLOCKED_DOMAIN = 'com.microsoft.nchwc';

/** Larger pictures would be rearranged for their weight gradients, at more than their convolutions gain. */
const FEW_POSITIONS = 200;

/** [batch, channels, height, width]. */
type Lengths = readonly [number, number, number, number];

/** The blocks behind values in the usual layout, graph by graph. */
const written = new WeakMap<Emitter, Map<Value, Value>>();

/** Whether pictures of this shape are kept in blocks, once a convolution has put them there. */
export function staysInBlocks({ blocked }: Emitter, shape: Shape): boolean {
  if (blocked === 0 || shape.length !== 4 || !shape.every((length) => typeof length === 'number'))
    return false;
  const [, channels, height, width] = shape as Lengths;
  return channels % blocked === 0 && height * width <= FEW_POSITIONS;
}

/** Whether a value lies in blocks already. */
export function isInBlocks(emit: Emitter, value: Value): boolean {
  return written.get(emit)?.has(value) ?? false;
}

/** A picture in blocks, rearranged unless it lies so already. */
export function toBlocks(emit: Emitter, value: Value, shape: Shape): Value {
  const found = written.get(emit)?.get(value);
  if (found) return found;
  const [batch, channels, height, width] = lengthsOf(shape);
  const rows = view(emit, acrossPictures(emit, value, shape), [1, channels, batch * height, width]);
  return emit.node('ReorderInput', [rows], {}, BLOCKED_DOMAIN);
}

/** What lies in blocks, in the usual layout. */
export function fromBlocks(emit: Emitter, blocks: Value, shape: Shape): Value {
  const rows = emit.node('ReorderOutput', [blocks], { channels: lengthsOf(shape)[1] }, BLOCKED_DOMAIN);
  const [batch, channels, height, width] = lengthsOf(shape);
  const value = emit.node('Transpose', [view(emit, rows, [channels, batch, height, width])], {
    perm: [1, 0, 2, 3],
  });
  if (!staysInBlocks(emit, shape)) return value;
  const known = written.get(emit) ?? new Map<Value, Value>();
  written.set(emit, known.set(value, blocks));
  return value;
}

/** [batch, channels, height, width] as [channels, batch, height, width]. */
export function acrossPictures(emit: Emitter, value: Value, shape: Shape): Value {
  const blocks = written.get(emit)?.get(value);
  if (!blocks) return emit.node('Transpose', [value], { perm: [1, 0, 2, 3] });
  const [batch, channels, height, width] = lengthsOf(shape);
  const rows = emit.node('ReorderOutput', [blocks], { channels }, BLOCKED_DOMAIN);
  return view(emit, rows, [channels, batch, height, width]);
}

/** A picture in blocks picture by picture, as a convolution needs it whose kernel looks beyond its own position. */
export function toPictureBlocks(emit: Emitter, value: Value, shape: Shape): Value {
  if (!isInBlocks(emit, value)) return emit.node('ReorderInput', [value], {}, BLOCKED_DOMAIN);
  const [batch, channels, height, width] = lengthsOf(shape);
  const [groups, length] = [channels / emit.blocked, height * width * emit.blocked];
  const split = view(emit, toBlocks(emit, value, shape), [groups, batch, length]);
  return view(emit, emit.node('Transpose', [split], { perm: [1, 0, 2] }), [batch, channels, height, width]);
}

/** What lies in blocks picture by picture, in the usual layout. */
export function fromPictureBlocks(emit: Emitter, blocks: Value, shape: Shape): Value {
  const [batch, channels, height, width] = lengthsOf(shape);
  if (!staysInBlocks(emit, shape)) {
    return emit.node('ReorderOutput', [blocks], { channels }, BLOCKED_DOMAIN);
  }
  const [groups, length] = [channels / emit.blocked, height * width * emit.blocked];
  const split = emit.node('Transpose', [view(emit, blocks, [batch, groups, length])], { perm: [1, 0, 2] });
  return fromBlocks(emit, view(emit, split, [1, channels, batch * height, width]), shape);
}

/** A reduction of each channel of what lies in blocks: [channels]. */
export function reduceChannels(emit: Emitter, operator: string, blocks: Value, shape: Shape): Value {
  const [batch, channels, height, width] = lengthsOf(shape);
  const split = view(emit, blocks, [channels / emit.blocked, batch * height * width, emit.blocked]);
  const reduced = emit.node(operator, [split, emit.constant('int64', [1], [1])], { keepdims: 0 });
  return view(emit, reduced, [channels]);
}

/** The lowering of an operation on elements at equal places: where one operand lies in blocks, all of it does. */
export function pointwise(
  operator: string,
  attributes?: Readonly<Record<string, OnnxAttribute>>,
): <I extends Tensors>(lowering: Lowering<I, undefined>) => Value {
  return (lowering) => writePointwise(lowering, (values) => lowering.emit.node(operator, values, attributes));
}

/** The same of several nodes, written by `write` from the operands' values. */
export function writePointwise<I extends Tensors>(
  { emit, values, inputs, y }: Lowering<I, undefined>,
  write: (values: Lowering<I, undefined>['values']) => Value,
): Value {
  const operands: readonly Value[] = values;
  const single = ({ shape }: Tensors[number]) => shape.every((length) => length === 1);
  const fits =
    operands.some((value) => isInBlocks(emit, value)) &&
    [...inputs, y].every((x) => x.dtype === 'float32' && (single(x) || sameShape(x.shape, y.shape)));
  if (!fits) return write(values);
  const blocks = operands.map((value, i) =>
    single(inputs[i] as Tensors[number]) ? value : toBlocks(emit, value, y.shape),
  );
  return fromBlocks(emit, write(blocks as unknown as typeof values), y.shape);
}

function view(emit: Emitter, value: Value, lengths: readonly number[]): Value {
  return emit.node('Reshape', [value, emit.constant('int64', lengths, [lengths.length])]);
}

function lengthsOf(shape: Shape): Lengths {
  return fixedShape(shape, 'pictures in blocks') as Lengths;
}
