import type { Pair } from '../../ops/convolution/geometry.ts';
import { positionsOf } from './convolution.ts';
import { arrayOf, flatIndex, type NumberArray, zerosOf } from './number-array.ts';

/** A pooling window: its size, pixels per position, padding on each side. */
export interface PoolingSteps {
  readonly kernel: Pair;
  readonly stride: Pair;
  readonly padding: Pair;
}

function positionsIn(size: Pair, { kernel, stride, padding }: PoolingSteps): Pair {
  return positionsOf(size, kernel, { stride, padding, dilation: [1, 1] });
}

/** The flat indices of a window's elements inside the picture, row by row. */
function windowAt(
  shape: readonly number[],
  [n, c, p, q]: readonly number[],
  { kernel, stride, padding }: PoolingSteps,
): number[] {
  const inside: number[] = [];
  for (let u = 0; u < kernel[0]; u++) {
    for (let v = 0; v < kernel[1]; v++) {
      const y = p * stride[0] + u - padding[0];
      const x = q * stride[1] + v - padding[1];
      if (y >= 0 && y < shape[2] && x >= 0 && x < shape[3]) inside.push(flatIndex(shape, [n, c, y, x]));
    }
  }
  return inside;
}

/** Where each window has its first largest element, as flat indices of x. */
function winners(x: NumberArray, steps: PoolingSteps): NumberArray {
  const [batch, channels, height, width] = x.shape;
  return arrayOf([batch, channels, ...positionsIn([height, width], steps)], (index) =>
    windowAt(x.shape, index, steps).reduce((best, i) => (x.data[i] > x.data[best] ? i : best)),
  );
}

/** The largest element in each window. */
export function maxPoolOf(x: NumberArray, steps: PoolingSteps): NumberArray {
  const chosen = winners(x, steps);
  return { shape: chosen.shape, data: chosen.data.map((i) => x.data[i]) };
}

/** Each element of dy added where its window had its first largest element of x. */
export function maxPoolGradientOf(x: NumberArray, dy: NumberArray, steps: PoolingSteps): NumberArray {
  const dx = zerosOf(x.shape);
  winners(x, steps).data.forEach((chosen, window) => {
    dx.data[chosen] += dy.data[window];
  });
  return dx;
}

/** The element of u where each window has its first largest element of x. */
export function maxPoolSelectOf(x: NumberArray, u: NumberArray, steps: PoolingSteps): NumberArray {
  const chosen = winners(x, steps);
  return { shape: chosen.shape, data: chosen.data.map((i) => u.data[i]) };
}

/** The mean of each window, padding counted as zeros. */
export function averagePoolOf(x: NumberArray, steps: PoolingSteps): NumberArray {
  const [batch, channels, height, width] = x.shape;
  const area = steps.kernel[0] * steps.kernel[1];
  return arrayOf(
    [batch, channels, ...positionsIn([height, width], steps)],
    (index) => windowAt(x.shape, index, steps).reduce((sum, i) => sum + x.data[i], 0) / area,
  );
}

/** Each element of dy, divided by the size of a window, added over its window. */
export function averagePoolGradientOf(dy: NumberArray, steps: PoolingSteps, size: Pair): NumberArray {
  const dx = zerosOf([dy.shape[0], dy.shape[1], ...size]);
  const area = steps.kernel[0] * steps.kernel[1];
  arrayOf(dy.shape, (index, flat) => {
    for (const i of windowAt(dx.shape, index, steps)) dx.data[i] += dy.data[flat] / area;
    return 0;
  });
  return dx;
}
