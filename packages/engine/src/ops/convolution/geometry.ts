import { GraphError } from '../../graph/errors.ts';
import { formatShape } from '../../graph/shape.ts';
import type { Tensor } from '../../graph/tensor.ts';

/** Vertical, then horizontal. */
export type Pair = readonly [number, number];

/** How a kernel moves over a picture. One number stands for both directions. */
export interface Window {
  /** Pixels from one position to the next. Default 1. */
  readonly stride?: number | Pair;
  /** Zeros added on each side. Default 0. */
  readonly padding?: number | Pair;
  /** Pixels from one tap of the kernel to the next. Default 1. */
  readonly dilation?: number | Pair;
}

export interface Geometry {
  readonly stride: Pair;
  readonly padding: Pair;
  readonly dilation: Pair;
}

/** A number or a pair as a pair of whole numbers of at least `least`. */
export function pair(value: number | Pair, least: number, what: string): Pair {
  const both: Pair = typeof value === 'number' ? [value, value] : value;
  if (both.length !== 2 || !both.every((length) => Number.isInteger(length) && length >= least)) {
    throw new GraphError(
      `${what}: received ${JSON.stringify(value)}; expected a whole number of at least ${least}, or two`,
    );
  }
  return both;
}

export function geometry({ stride = 1, padding = 0, dilation = 1 }: Window, what: string): Geometry {
  return {
    stride: pair(stride, 1, `${what}: stride`),
    padding: pair(padding, 0, `${what}: padding`),
    dilation: pair(dilation, 1, `${what}: dilation`),
  };
}

/** The lengths of a picture tensor's height and width. */
export function pictureSize({ shape }: Tensor, what: string): Pair {
  const [, , height, width] = shape;
  if (shape.length !== 4 || typeof height !== 'number' || typeof width !== 'number') {
    throw new GraphError(
      `${what}: received ${formatShape(shape)}; expected [batch, channels, height, width], sides fixed`,
    );
  }
  return [height, width];
}

/** How many positions a kernel has along both sides. */
export function positions(size: Pair, kernel: Pair, { stride, padding, dilation }: Geometry): Pair {
  const along = (axis: 0 | 1) => {
    const reach = dilation[axis] * (kernel[axis] - 1) + 1;
    return Math.floor((size[axis] + 2 * padding[axis] - reach) / stride[axis]) + 1;
  };
  return [along(0), along(1)];
}
