import { keyOf, uniform } from '@leukolens/engine';
import type { PictureMap } from './location.ts';

/*
 * Maps that know nothing of the classifier. A method that is not better than these explains nothing (Adebayo et al. 2018).
 */

/** Uniform noise, 0 to 1. */
export function randomMap(width: number, height: number, seed: number): PictureMap {
  const key = keyOf('random map', seed);
  return { width, height, data: Float32Array.from({ length: width * height }, (_, i) => uniform(key, i)) };
}

/**
 * An edge detector: the magnitude of Sobel's gradient of the mean over channels, scaled to 0..1; border pixels are repeated.
 * @param picture [channels, height, width]
 */
export function edgeMap(picture: Float32Array, width: number, height: number): PictureMap {
  const size = width * height;
  const channels = picture.length / size;
  const grey = Float64Array.from({ length: size }, (_, i) => {
    let sum = 0;
    for (let channel = 0; channel < channels; channel++) sum += picture[channel * size + i]!;
    return sum / channels;
  });
  const at = (x: number, y: number) =>
    grey[Math.min(height - 1, Math.max(0, y)) * width + Math.min(width - 1, Math.max(0, x))]!;
  const data = new Float32Array(size);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const column = (u: number) => at(u, y - 1) + 2 * at(u, y) + at(u, y + 1);
      const row = (v: number) => at(x - 1, v) + 2 * at(x, v) + at(x + 1, v);
      data[y * width + x] = Math.hypot(column(x + 1) - column(x - 1), row(y + 1) - row(y - 1));
    }
  }
  const largest = data.reduce((most, value) => Math.max(most, value), 0);
  return { width, height, data: largest > 0 ? data.map((value) => value / largest) : data };
}
