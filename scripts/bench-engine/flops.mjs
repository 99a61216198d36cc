/** Floating point operations of one run of an operation; a multiplication and an addition are two. */
const FLOPS = {
  // each element of the result takes a product for every tap and channel of a kernel [out, in, height, width]
  conv: (size, [, w], y) => 2 * size(y) * size(w.shape.slice(1)),
  // the adjoint: each element of x meets every tap and channel of its kernel
  convTranspose: (size, [x, w]) => 2 * size(x.shape) * size(w.shape.slice(1)),
  // each element of dy meets what its kernel saw, [in, height, width]
  convWeightGradient: (size, [, dy], y) => 2 * size(dy.shape) * size(y.slice(1)),
  matmul: (size, [a], y) => 2 * size(y) * a.shape.at(-1),
};

/**
 * What the convolutions and matrix products of a program take, forward and backward, counted from its graph; products
 * with the zeros of a padding count as others. All else is a few operations per element, bound by memory.
 * @param open how long an axis is that the program leaves open
 */
export function countFlops({ outputs, updates = new Map() }, open = 1) {
  const size = (shape) =>
    shape.reduce((product, length) => product * (typeof length === 'string' ? open : length), 1);
  const seen = new Set();
  const kinds = {};
  const waiting = [...Object.values(outputs), ...updates.values()];
  for (let tensor = waiting.pop(); tensor; tensor = waiting.pop()) {
    if (seen.has(tensor)) continue;
    seen.add(tensor);
    waiting.push(...tensor.inputs);
    if (tensor.origin.kind !== 'operation') continue;
    const { name } = tensor.origin.operation;
    const count = FLOPS[name]?.(size, tensor.inputs, tensor.shape);
    if (count) kinds[name] = (kinds[name] ?? 0) + count;
  }
  return { flops: Object.values(kinds).reduce((sum, count) => sum + count, 0), kinds };
}
