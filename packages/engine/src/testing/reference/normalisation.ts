import { arrayOf, type NumberArray, zerosOf } from './number-array.ts';

/*
 * Per channel, that is, along axis 1 of [batch, channels, height, width].
 */

/** scale x + shift. */
export function channelAffineOf(x: NumberArray, scale: NumberArray, shift: NumberArray): NumberArray {
  return arrayOf(x.shape, ([, channel], flat) => scale.data[channel] * x.data[flat] + shift.data[channel]);
}

/** a x + b y + c. */
export function channelCombineOf(
  x: NumberArray,
  y: NumberArray,
  a: NumberArray,
  b: NumberArray,
  c: NumberArray,
): NumberArray {
  return arrayOf(
    x.shape,
    ([, channel], flat) => a.data[channel] * x.data[flat] + b.data[channel] * y.data[flat] + c.data[channel],
  );
}

/** Σ a b. */
export function channelDotOf(a: NumberArray, b: NumberArray): NumberArray {
  const dot = zerosOf([a.shape[1]]);
  arrayOf(a.shape, ([, channel], flat) => {
    dot.data[channel] += a.data[flat] * b.data[flat];
    return 0;
  });
  return dot;
}

/** The mean. */
export function channelMeanOf(x: NumberArray): NumberArray {
  const ones = { shape: x.shape, data: new Float64Array(x.data.length).fill(1) };
  const count = x.data.length / x.shape[1];
  return { shape: [x.shape[1]], data: channelDotOf(x, ones).data.map((total) => total / count) };
}

/** The biased variance, Σ (x - mean)² / n. */
export function channelVarianceOf(x: NumberArray): NumberArray {
  const mean = channelMeanOf(x);
  const centred = arrayOf(x.shape, ([, channel], flat) => x.data[flat] - mean.data[channel]);
  const count = x.data.length / x.shape[1];
  return { shape: mean.shape, data: channelDotOf(centred, centred).data.map((total) => total / count) };
}

/** scale (x - mean) / √(variance + ε) + shift. */
export function batchNormaliseOf(
  x: NumberArray,
  scale: NumberArray,
  shift: NumberArray,
  epsilon: number,
): NumberArray {
  const mean = channelMeanOf(x).data;
  const variance = channelVarianceOf(x).data;
  return arrayOf(x.shape, ([, channel], flat) => {
    const normalised = (x.data[flat] - mean[channel]) / Math.sqrt(variance[channel] + epsilon);
    return scale.data[channel] * normalised + shift.data[channel];
  });
}
