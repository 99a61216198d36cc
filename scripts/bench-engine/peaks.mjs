import { input, matmul, neg, sum } from '../../packages/engine/dist/index.js';

const SIDE = 2048;
const ELEMENTS = 2 ** 26;

/** Programs whose kernels show what the machine can do: their results are summed, so that none is handed out. */
export const PEAKS = {
  'peak-product': {
    repeats: 8,
    kernel: 'MatMul',
    trace: () =>
      traced(sum(matmul(input('a', [SIDE, SIDE]), input('b', [SIDE, SIDE]))), {
        a: new Float32Array(SIDE ** 2).fill(0.5),
        b: new Float32Array(SIDE ** 2).fill(0.25),
      }),
  },
  'peak-copy': {
    repeats: 8,
    kernel: 'Neg',
    trace: () =>
      traced(sum(neg(input('x', [2 ** 13, ELEMENTS / 2 ** 13]))), { x: new Float32Array(ELEMENTS).fill(1) }),
  },
};

function traced(y, feeds) {
  return { model: { mode: 'inference', initial: () => new Map() }, program: { outputs: { y } }, feeds };
}

/**
 * The machine's peaks from the kernels of their profiles: the best of the runs.
 * @returns { flops, bytes } a second; a copy counts what it reads and what it writes
 */
export function peaksOf(productKernels, copyKernels) {
  const shortest = (kernels, operator) =>
    Math.min(...kernels.filter((kernel) => kernel.operator === operator).map(({ seconds }) => seconds));
  return {
    flops: (2 * SIDE ** 3) / shortest(productKernels, PEAKS['peak-product'].kernel),
    bytes: (2 * 4 * ELEMENTS) / shortest(copyKernels, PEAKS['peak-copy'].kernel),
  };
}
