import { apply, type Operation, shapeError } from '../graph/operation.ts';
import { broadcastShapes, type Shape } from '../graph/shape.ts';
import type { Tensor } from '../graph/tensor.ts';
import { transpose } from './shape.ts';

/** [.., n, k] times [.., k, m], the leading axes broadcast. */
function productShape(inputs: readonly [Tensor, Tensor]): Shape {
  const [a, b] = inputs.map(({ shape }) => shape) as [Shape, Shape];
  const leading = broadcastShapes(a.slice(0, -2), b.slice(0, -2));
  if (a.length < 2 || b.length < 2 || !leading || a.at(-1) !== b.at(-2)) {
    throw shapeError('matmul', inputs, '[.., n, k] and [.., k, m]');
  }
  return [...leading, a.at(-2) as number, b.at(-1) as number];
}

const matmulOperation: Operation<readonly [Tensor, Tensor]> = {
  name: 'matmul',
  summary: 'a b, matrices along the last two axes',
  result: (inputs) => ({ shape: productShape(inputs) }),
  lower: ({ emit, values }) => emit.node('MatMul', values),
  derivative: 'da = dy bᵀ, db = aᵀ dy',
  gradient: ({ dy, inputs: [a, b] }) => [matmul(dy, swapLastTwo(b)), matmul(swapLastTwo(a), dy)],
};

/** The matrix product over the last two axes; leading axes broadcast. */
export function matmul(a: Tensor, b: Tensor): Tensor {
  return apply(matmulOperation, [a, b], undefined);
}

function swapLastTwo(x: Tensor): Tensor {
  const rank = x.shape.length;
  return transpose(x, [...Array(rank - 2).keys(), rank - 1, rank - 2]);
}

/** This family, for the operations page. */
export const linearAlgebra = [matmulOperation] as const;
