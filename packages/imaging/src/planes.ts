import type { GreyImage, Mask, RgbImage } from './image.ts';

/** Float samples, one plane a channel: the sample of channel c at (x, y) is `data[(c * height + y) * width + x]`. */
export interface Planes {
  readonly kind: 'planes';
  readonly channels: number;
  readonly width: number;
  readonly height: number;
  readonly data: Float32Array;
}

/**
 * `Planes` of the given size; zero unless `data` is given.
 * @throws RangeError where `data` is not channels x width x height long
 */
export function planes(channels: number, width: number, height: number, data?: Float32Array): Planes {
  const expected = channels * width * height;
  const samples = data ?? new Float32Array(expected);
  if (samples.length !== expected) {
    throw new RangeError(
      `${channels} planes of ${width} x ${height} pixels hold ${expected} samples, but ${samples.length} were given`,
    );
  }
  return { kind: 'planes', channels, width, height, data: samples };
}

/** An image's samples as they are, 0 to 255 (of a mask: 0 to 1), channel by channel. */
export function planesOf({ kind, width, height, data }: RgbImage | GreyImage | Mask): Planes {
  const channels = kind === 'rgb' ? 3 : 1;
  const result = planes(channels, width, height);
  const pixels = width * height;
  for (let channel = 0; channel < channels; channel++) {
    for (let i = 0; i < pixels; i++) result.data[channel * pixels + i] = data[i * channels + channel]!;
  }
  return result;
}

/** Three planes of 0 to 255 as an image, rounded to whole levels and cut to that range. */
export function rgbOf({ channels, width, height, data }: Planes): RgbImage {
  if (channels !== 3) throw new RangeError(`a colour image has 3 planes, but ${channels} were given`);
  const pixels = width * height;
  const samples = new Uint8ClampedArray(3 * pixels);
  for (let channel = 0; channel < 3; channel++) {
    for (let i = 0; i < pixels; i++) samples[3 * i + channel] = data[channel * pixels + i]!;
  }
  return { kind: 'rgb', width, height, data: new Uint8Array(samples.buffer) };
}
