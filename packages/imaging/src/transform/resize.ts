import { type Planes, planes } from '../planes.ts';

/** What one sample of the result is made of: neighbours from `first` on, with their weights. */
interface Tap {
  readonly first: number;
  readonly weights: readonly number[];
}

/**
 * Resizes along each axis by itself: averages over the area that a new pixel covers where the axis shrinks (no aliasing),
 * interpolates linearly between pixel centres where it grows, the border repeated. Both keep the picture's extent, so that
 * (x + 0.5) / width stays what it is.
 * @param width new width in pixels, 1 or more
 * @param height new height in pixels, 1 or more
 */
export function resize(source: Planes, width: number, height: number): Planes {
  const across = width === source.width ? source : resizeRows(source, taps(source.width, width));
  return height === source.height ? across : resizeColumns(across, taps(source.height, height));
}

function taps(from: number, to: number): Tap[] {
  const step = from / to;
  return Array.from({ length: to }, (_, i) => (step > 1 ? covered(i * step, step) : between(i, step, from)));
}

/** The samples that [start, start + length) covers, each by how much of it. */
function covered(start: number, length: number): Tap {
  const first = Math.floor(start + 1e-9);
  const end = start + length;
  const weights: number[] = [];
  for (let at = first; at < end - 1e-9; at++) {
    weights.push((Math.min(at + 1, end) - Math.max(at, start)) / length);
  }
  return { first, weights };
}

/** The two samples whose centres lie round that of the new one. */
function between(i: number, step: number, from: number): Tap {
  const centre = Math.max(0, Math.min(from - 1, (i + 0.5) * step - 0.5));
  const first = Math.min(Math.floor(centre), Math.max(0, from - 2));
  const share = centre - first;
  return { first, weights: share === 0 ? [1] : [1 - share, share] };
}

function resizeRows({ channels, width, height, data }: Planes, columns: readonly Tap[]): Planes {
  const result = planes(channels, columns.length, height);
  let to = 0;
  for (let row = 0; row < channels * height; row++) {
    for (const { first, weights } of columns) {
      let sum = 0;
      for (let k = 0; k < weights.length; k++) sum += weights[k]! * data[row * width + first + k]!;
      result.data[to++] = sum;
    }
  }
  return result;
}

function resizeColumns({ channels, width, height, data }: Planes, rows: readonly Tap[]): Planes {
  const result = planes(channels, width, rows.length);
  for (let channel = 0; channel < channels; channel++) {
    for (const [row, { first, weights }] of rows.entries()) {
      const to = (channel * rows.length + row) * width;
      for (let k = 0; k < weights.length; k++) {
        const weight = weights[k]!;
        const from = (channel * height + first + k) * width;
        for (let x = 0; x < width; x++) result.data[to + x]! += weight * data[from + x]!;
      }
    }
  }
  return result;
}
