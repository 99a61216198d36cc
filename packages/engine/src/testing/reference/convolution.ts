import type { Pair } from '../../ops/convolution/geometry.ts';
import { type NumberArray, zerosOf } from './number-array.ts';

/** How a kernel moves: pixels per position, zeros on each side, pixels per tap. Vertical, then horizontal. */
export interface Steps {
  readonly stride: Pair;
  readonly padding: Pair;
  readonly dilation: Pair;
}

/** What the three maps of a convolution share. */
interface Sizes {
  readonly batch: number;
  readonly channels: number;
  readonly filters: number;
  readonly picture: Pair;
  readonly kernel: Pair;
  readonly positions: Pair;
}

/**
 * A run of products along a row: flat indices of the first picture element, of the tap of the kernel, and of the first
 * position; how many positions; and the picture elements from one to the next.
 */
type Visit = (picture: number, tap: number, position: number, count: number, step: number) => void;

/**
 * Each map is a sum over triples of a picture element, a tap of a kernel and a position that belong together:
 * picture = stride position + dilation tap - padding. Visits all of them, row by row; what lies in the padding is zero.
 */
function triples(sizes: Sizes, { stride, padding, dilation }: Steps, visit: Visit): void {
  const { batch, channels, filters, picture, kernel, positions } = sizes;
  for (let n = 0; n < batch; n++)
    for (let o = 0; o < filters; o++)
      for (let i = 0; i < channels; i++)
        for (let u = 0; u < kernel[0]; u++)
          for (let v = 0; v < kernel[1]; v++) {
            const left = v * dilation[1] - padding[1];
            const first = Math.max(0, Math.ceil(-left / stride[1]));
            const last = Math.min(positions[1] - 1, Math.floor((picture[1] - 1 - left) / stride[1]));
            if (last < first) continue;
            for (let p = 0; p < positions[0]; p++) {
              const y = p * stride[0] + u * dilation[0] - padding[0];
              if (y < 0 || y >= picture[0]) continue;
              visit(
                ((n * channels + i) * picture[0] + y) * picture[1] + first * stride[1] + left,
                ((o * channels + i) * kernel[0] + u) * kernel[1] + v,
                ((n * filters + o) * positions[0] + p) * positions[1] + first,
                last - first + 1,
                stride[1],
              );
            }
          }
}

/** How often a kernel fits along both sides: whole steps only. */
export function positionsOf(picture: Pair, kernel: Pair, { stride, padding, dilation }: Steps): Pair {
  const along = (axis: 0 | 1) => {
    let count = 0;
    const last = picture[axis] + 2 * padding[axis] - dilation[axis] * (kernel[axis] - 1) - 1;
    for (let start = 0; start <= last; start += stride[axis]) count++;
    return count;
  };
  return [along(0), along(1)];
}

function lastTwo({ shape }: NumberArray): Pair {
  return [shape[2], shape[3]];
}

/** y[n, o, p] = Σ x[n, i, stride p + dilation k - padding] w[o, i, k]. */
export function convOf(x: NumberArray, w: NumberArray, steps: Steps): NumberArray {
  const [batch, channels] = x.shape;
  const [filters] = w.shape;
  const positions = positionsOf(lastTwo(x), lastTwo(w), steps);
  const y = zerosOf([batch, filters, ...positions]);
  const sizes = { batch, channels, filters, picture: lastTwo(x), kernel: lastTwo(w), positions };
  triples(sizes, steps, (picture, tap, position, count, step) => {
    const weight = w.data[tap];
    for (let q = 0; q < count; q++) y.data[position + q] += x.data[picture + q * step] * weight;
  });
  return y;
}

/** The adjoint of conv in x: y[n, i, stride p + dilation k - padding] gathers x[n, o, p] w[o, i, k]. */
export function convTransposeOf(x: NumberArray, w: NumberArray, steps: Steps, size: Pair): NumberArray {
  const [batch, filters] = x.shape;
  const channels = w.shape[1];
  const y = zerosOf([batch, channels, ...size]);
  const sizes = { batch, channels, filters, picture: size, kernel: lastTwo(w), positions: lastTwo(x) };
  triples(sizes, steps, (picture, tap, position, count, step) => {
    const weight = w.data[tap];
    for (let q = 0; q < count; q++) y.data[picture + q * step] += x.data[position + q] * weight;
  });
  return y;
}

/** The adjoint of conv in w: dw[o, i, k] gathers x[n, i, stride p + dilation k - padding] dy[n, o, p]. */
export function convWeightGradientOf(
  x: NumberArray,
  dy: NumberArray,
  steps: Steps,
  kernel: Pair,
): NumberArray {
  const [batch, channels] = x.shape;
  const filters = dy.shape[1];
  const dw = zerosOf([filters, channels, ...kernel]);
  const sizes = { batch, channels, filters, picture: lastTwo(x), kernel, positions: lastTwo(dy) };
  triples(sizes, steps, (picture, tap, position, count, step) => {
    let total = 0;
    for (let q = 0; q < count; q++) total += x.data[picture + q * step] * dy.data[position + q];
    dw.data[tap] += total;
  });
  return dw;
}
