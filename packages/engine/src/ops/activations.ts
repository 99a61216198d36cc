import { type Operator, operator } from '../graph/operation.ts';
import type { Tensor } from '../graph/tensor.ts';
import { add, div, mul, sigmoid, step, sub } from './elementwise.ts';

type Unary = readonly [Tensor];

/** max(x, 0). */
export const relu: Operator<Unary> = operator(1, {
  name: 'relu',
  summary: 'max(x, 0)',
  result: ([x]) => ({ shape: x.shape }),
  lower: ({ emit, values }) => emit.node('Relu', values),
  derivative: 'dx = dy where y > 0, else 0',
  gradient: ({ dy, y }) => [mul(dy, step(y))],
});

/**
 * x tanh(ln(1 + eˣ)) (Misra 2019). With e = sigmoid(x) and q = e (2 - e) this is x q / (2 - q): no logarithm, no
 * overflow, and exact in relative terms for negative x, where the usual 1 - sigmoid(-x)² cancels.
 */
export const mish: Operator<Unary> = operator(1, {
  name: 'mish',
  summary: 'x tanh(ln(1 + eˣ))',
  result: ([x]) => ({ shape: x.shape }),
  lower: ({ emit, values: [x] }) => {
    const two = emit.constant('float32', [2], []);
    const e = emit.node('Sigmoid', [x]);
    const q = emit.node('Mul', [e, emit.node('Sub', [two, e])]);
    return emit.node('Mul', [x, emit.node('Div', [q, emit.node('Sub', [two, q])])]);
  },
  derivative: 'dx = dy (q + 4 x e (1 - e)² / (2 - q)) / (2 - q), e = sigmoid(x), q = e (2 - e)',
  gradient: ({ dy, inputs: [x] }) => {
    const e = sigmoid(x);
    const q = mul(e, sub(2, e));
    const r = sub(2, q);
    // (1 - e)² = 1 - q
    const slope = mul(div(mul(mul(x, e), sub(1, q)), r), 4);
    return [mul(dy, div(add(q, slope), r))];
  },
});

/** This family, for the operations page. */
export const activations = [relu.operation, mish.operation] as const;
