import { type Emitter, type Operator, operator, type Value } from '../graph/operation.ts';
import type { Tensor } from '../graph/tensor.ts';
import { pointwise, writePointwise } from './blocks.ts';
import { add, mul, sigmoid, step, sub } from './elementwise.ts';
import { lowerRectified } from './lower-rectified.ts';

type Unary = readonly [Tensor];

/** max(x, 0). */
export const relu: Operator<Unary> = operator(1, {
  name: 'relu',
  summary: 'max(x, 0)',
  result: ([x]) => ({ shape: x.shape }),
  lower: (lowering) => lowerRectified(lowering) ?? pointwise('Relu')(lowering),
  derivative: 'dx = dy where y > 0, else 0',
  gradient: ({ dy, y }) => [mul(dy, step(y))],
});

/** tanh(ln(1 + eˣ)), by which mish multiplies x. With n = eˣ (eˣ + 2) it is 1 / (1 + 2/n). */
export const mishGate: Operator<Unary> = operator(1, {
  name: 'mishGate',
  summary: 'tanh(ln(1 + eˣ))',
  result: ([x]) => ({ shape: x.shape }),
  lower: (lowering) =>
    writePointwise(lowering, ([x]) => lowering.emit.node('Reciprocal', [mishDivisor(lowering.emit, x)])),
  derivative: 'dx = dy (1 - y²) sigmoid(x)',
  gradient: ({ dy, inputs: [x], y }) => [mul(mul(dy, sub(1, mul(y, y))), sigmoid(x))],
});

/**
 * x tanh(ln(1 + eˣ)) (Misra 2019), as x / (1 + 2/n), n = eˣ (eˣ + 2): exact to 3e-7 in relative terms for every float,
 * where forms that begin with a sigmoid lose all digits below -15 (docs/decisions/0006).
 */
export const mish: Operator<Unary> = operator(1, {
  name: 'mish',
  summary: 'x tanh(ln(1 + eˣ))',
  result: ([x]) => ({ shape: x.shape }),
  lower: (lowering) =>
    writePointwise(lowering, ([x]) => lowering.emit.node('Div', [x, mishDivisor(lowering.emit, x)])),
  derivative: 'dx = dy (r + sigmoid(x) (x - y r)), r = mishGate(x)',
  gradient: ({ dy, inputs: [x], y }) => {
    const gate = mishGate(x);
    return [mul(dy, add(gate, mul(sigmoid(x), sub(x, mul(y, gate)))))];
  },
});

/** 1 + 2/n, n = eˣ (eˣ + 2). */
function mishDivisor(emit: Emitter, x: Value): Value {
  const number = (value: number) => emit.constant('float32', [value], []);
  // graphics processors need not know infinity; outside these bounds the quotient is x or 0 to the last bit
  const bounded = emit.device === 'webgpu' ? emit.node('Clip', [x, number(-86), number(30)]) : x;
  const e = emit.node('Exp', [bounded]);
  const n = emit.node('Mul', [e, emit.node('Add', [e, number(2)])]);
  return emit.node('Add', [emit.node('Div', [number(2), n]), number(1)]);
}

/** This family, for the operations page. */
export const activations = [relu.operation, mishGate.operation, mish.operation] as const;
