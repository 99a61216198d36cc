import { add } from '../ops/elementwise.ts';
import { sumTo } from '../ops/reduce.ts';
import { GraphError } from './errors.ts';
import { sameShape } from './shape.ts';
import { ancestry, constant, type Tensor } from './tensor.ts';

/**
 * The gradients of a scalar with respect to `tensors`, as tensors of the same graph: reverse-mode differentiation.
 * They are ordinary tensors, so gradients of gradients are asked for in the same way.
 *
 * @param of a float32 scalar; or, with `seed`, one of any shape
 * @param seed the gradient of the loss with respect to `of`, in its shape; default 1 for a scalar
 * @returns one gradient for each of `tensors`, in its shape
 * @throws GraphError where `of` is no scalar or not of float32, where `seed` has another shape or dtype, or where `of`
 *   does not depend on one of `tensors`
 */
export function gradients(of: Tensor, tensors: readonly Tensor[], seed?: Tensor): Tensor[] {
  if (!seed && of.shape.length > 0) {
    throw new GraphError(`gradients: received ${of}; expected a scalar, or the gradient to start from`);
  }
  if (of.dtype !== 'float32') throw new GraphError(`gradients: received ${of}; expected float32`);
  if (seed && (seed.dtype !== 'float32' || !sameShape(seed.shape, of.shape))) {
    throw new GraphError(
      `gradients: received ${seed} to start from, for ${of}; expected its shape and float32`,
    );
  }
  const order = ancestry([of]);
  const needed = dependents(order, new Set(tensors));
  const found = new Map<Tensor, Tensor>([[of, seed ?? constant([1], [])]]);
  for (const y of order.reverse()) {
    const dy = found.get(y);
    if (!dy || y.origin.kind !== 'operation' || !needed.has(y)) continue;
    const { operation, inputs, attributes } = y.origin;
    if (!inputs.some((x) => needed.has(x))) continue;
    const rule = operation.gradient({ dy, inputs, attributes, y });
    inputs.forEach((x, i) => {
      const dx = rule[i];
      if (!dx || !needed.has(x)) return;
      // broadcasting is undone here, once for all rules
      const summed = sumTo(dx, x.shape);
      const sofar = found.get(x);
      found.set(x, sofar ? add(sofar, summed) : summed);
    });
  }
  return tensors.map((tensor) => {
    const gradient = found.get(tensor);
    if (!gradient) throw new GraphError(`gradients: ${of} does not depend, differentiably, on ${tensor}`);
    return gradient;
  });
}

/** Those tensors of `order` (inputs before results) that are among `targets` or computed from one. */
function dependents(order: readonly Tensor[], targets: ReadonlySet<Tensor>): Set<Tensor> {
  const needed = new Set<Tensor>();
  for (const tensor of order) {
    if (targets.has(tensor) || tensor.inputs.some((x) => needed.has(x))) needed.add(tensor);
  }
  return needed;
}
