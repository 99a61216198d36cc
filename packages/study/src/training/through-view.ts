import { reflect101 } from '@leukolens/imaging';
import type { View } from './view.ts';

/** Samples of 8 bits: that of channel c at (x, y) is `data[pixel * (y * width + x) + channel * c]`. */
export interface Samples {
  readonly width: number;
  readonly height: number;
  readonly channels: number;
  readonly data: Uint8Array;
  /** Steps from pixel to pixel and from channel to channel. */
  readonly step: { readonly pixel: number; readonly channel: number };
}

/**
 * Looks at samples through a view of `side` x `side` pixels, linearly between pixels; beyond the border is their reflection.
 * @returns [channels, side, side]
 */
export function linearThrough(samples: Samples, view: View, side: number): Float32Array {
  const { width, height, channels, data, step } = samples;
  const seen = new Float32Array(channels * side * side);
  for (let v = 0; v < side; v++) {
    for (let u = 0; u < side; u++) {
      const x = view.x + view.xu * (u + 0.5) + view.xv * (v + 0.5) - 0.5;
      const y = view.y + view.yu * (u + 0.5) + view.yv * (v + 0.5) - 0.5;
      const [left, top] = [Math.floor(x), Math.floor(y)];
      const [right, below] = [x - left, y - top];
      const [x0, x1] = [step.pixel * reflect101(left, width), step.pixel * reflect101(left + 1, width)];
      const row0 = step.pixel * width * reflect101(top, height);
      const row1 = step.pixel * width * reflect101(top + 1, height);
      const [a, b] = [(1 - right) * (1 - below), right * (1 - below)];
      const [c, d] = [(1 - right) * below, right * below];
      for (let channel = 0; channel < channels; channel++) {
        const from = step.channel * channel;
        seen[(channel * side + v) * side + u] =
          a * data[from + row0 + x0]! +
          b * data[from + row0 + x1]! +
          c * data[from + row1 + x0]! +
          d * data[from + row1 + x1]!;
      }
    }
  }
  return seen;
}

/**
 * Looks at samples through a view, at the nearest pixel of each.
 * @param beyond what is seen beyond the border: the samples' reflection, or this
 * @returns [channels, side, side]
 */
export function nearestThrough(samples: Samples, view: View, side: number, beyond?: number): Uint8Array {
  const { width, height, channels, data, step } = samples;
  const seen = new Uint8Array(channels * side * side);
  for (let v = 0; v < side; v++) {
    for (let u = 0; u < side; u++) {
      // a half goes up, as the linear weights have it
      const x = Math.floor(view.x + view.xu * (u + 0.5) + view.xv * (v + 0.5));
      const y = Math.floor(view.y + view.yu * (u + 0.5) + view.yv * (v + 0.5));
      const inside = x >= 0 && y >= 0 && x < width && y < height;
      const from = step.pixel * (reflect101(y, height) * width + reflect101(x, width));
      for (let channel = 0; channel < channels; channel++) {
        seen[(channel * side + v) * side + u] =
          inside || beyond === undefined ? data[from + step.channel * channel]! : beyond;
      }
    }
  }
  return seen;
}

/** The interleaved samples of a picture. */
export function interleaved(width: number, height: number, channels: number, data: Uint8Array): Samples {
  return { width, height, channels, data, step: { pixel: channels, channel: 1 } };
}

/** Samples that lie plane by plane: [channels, height, width]. */
export function planar(width: number, height: number, channels: number, data: Uint8Array): Samples {
  return { width, height, channels, data, step: { pixel: 1, channel: width * height } };
}
