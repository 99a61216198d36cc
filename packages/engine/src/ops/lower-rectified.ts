import type { Emitter, Lowering, Value } from '../graph/operation.ts';
import { sameShape } from '../graph/shape.ts';
import type { Tensor } from '../graph/tensor.ts';
import { type Affine, canFuse, lowerAffine } from './lower-affine.ts';

/**
 * Writes ReLU together with the normalisation before it, and a residual sum between them, where one pass can do it all;
 * undefined where it cannot. What it replaces is left out of the graph unless something else reads it.
 */
export function lowerRectified(lowering: Lowering<readonly [Tensor], undefined>): Value | undefined {
  const {
    emit,
    inputs: [x],
  } = lowering;
  const found = normalised(x) ?? residual(x);
  return found && canFuse(emit, found) && !emit.isConstant(found.scale)
    ? lowerAffine(emit, { ...found, rectified: true })
    : undefined;

  function residual(sum: Tensor): Affine | undefined {
    if (sum.origin.kind !== 'operation' || sum.origin.operation.name !== 'add') return undefined;
    const [a, b] = sum.origin.inputs as readonly [Tensor, Tensor];
    if (!sameShape(a.shape, b.shape)) return undefined;
    const affine = normalised(a);
    return affine && { ...affine, addend: lowering.valueOf(b) };
  }

  function normalised(y: Tensor): Affine | undefined {
    if (y.origin.kind !== 'operation') return undefined;
    const { operation, inputs, attributes } = y.origin;
    const values: readonly Value[] = inputs.map((input) => lowering.valueOf(input));
    const { shape } = y;
    if (operation.name === 'channelAffine') {
      const [picture, scale, shift] = values as readonly [Value, Value, Value];
      return { x: picture, shape, scale, shift };
    }
    if (operation.name !== 'batchNormalise') return undefined;
    const { epsilon } = attributes as { readonly epsilon: number };
    return { shape, ...normalisingAffine(emit, values, epsilon) };
  }
}

/** Normalisation as scale and shift: from the values of x, mean, variance, scale and shift. */
export function normalisingAffine(
  emit: Emitter,
  values: readonly Value[],
  epsilon: number,
): Omit<Affine, 'shape'> {
  const [x, mean, variance, scale, shift] = values as readonly [Value, Value, Value, Value, Value];
  const shifted = emit.node('Add', [variance, emit.constant('float32', [epsilon], [])]);
  const factor = emit.node('Div', [scale, emit.node('Sqrt', [shifted])]);
  return { x, scale: factor, shift: emit.node('Sub', [shift, emit.node('Mul', [mean, factor])]) };
}
