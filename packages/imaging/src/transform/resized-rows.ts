import { axisTaps } from './axis-taps.ts';

/** Samples in rows, those of a pixel side by side. */
interface Samples {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array | Float32Array;
}

/** An axis' taps in flat arrays, since they are read for every pixel: sample i has the weights from start[i] to start[i + 1]. */
interface FlatTaps {
  readonly first: Int32Array;
  readonly start: Int32Array;
  readonly weights: Float64Array;
}

/**
 * The rows of a picture of another size, from the top. They share one array: a row is read before the next is asked for.
 * @param channels samples of a pixel: 1 or 3
 */
export function* resizedRows(
  source: Samples,
  channels: 1 | 3,
  width: number,
  height: number,
): Generator<Float32Array, void, undefined> {
  const columns = flatTaps(source.width, width);
  const rows = flatTaps(source.height, height);
  const rowAcross = channels === 3 ? colourRowAcross : greyRowAcross;
  const length = channels * width;
  const result = new Float32Array(length);
  const across = new Map<number, Float32Array>();
  const spare: Float32Array[] = [];
  for (let y = 0; y < height; y++) {
    const first = rows.first[y]!;
    // neighbouring rows of the result share at most one row where they shrink, two where they grow
    for (const [old, row] of across) {
      if (old >= first) continue;
      across.delete(old);
      spare.push(row);
    }
    result.fill(0);
    for (let k = rows.start[y]!, from = first; k < rows.start[y + 1]!; k++, from++) {
      let row = across.get(from);
      if (row === undefined) {
        row = spare.pop() ?? new Float32Array(length);
        rowAcross(source, from, columns, row);
        across.set(from, row);
      }
      addTimes(row, rows.weights[k]!, result);
    }
    yield result;
  }
}

/** Rounded to single precision after each row, as a sum in an array is. */
function addTimes(row: Float32Array, weight: number, sum: Float32Array): void {
  for (let i = 0; i < sum.length; i++) sum[i]! += weight * row[i]!;
}

function greyRowAcross(
  { width, data }: Samples,
  y: number,
  { first, start, weights }: FlatTaps,
  row: Float32Array,
): void {
  let k = 0;
  for (let x = 0; x < row.length; x++) {
    let from = y * width + first[x]!;
    let sum = 0;
    for (const end = start[x + 1]!; k < end; k++) sum += weights[k]! * data[from++]!;
    row[x] = sum;
  }
}

function colourRowAcross(
  { width, data }: Samples,
  y: number,
  { first, start, weights }: FlatTaps,
  row: Float32Array,
): void {
  let k = 0;
  for (let x = 0, to = 0; to < row.length; x++, to += 3) {
    let from = 3 * (y * width + first[x]!);
    let red = 0;
    let green = 0;
    let blue = 0;
    for (const end = start[x + 1]!; k < end; k++, from += 3) {
      const weight = weights[k]!;
      red += weight * data[from]!;
      green += weight * data[from + 1]!;
      blue += weight * data[from + 2]!;
    }
    row[to] = red;
    row[to + 1] = green;
    row[to + 2] = blue;
  }
}

function flatTaps(from: number, to: number): FlatTaps {
  const taps = axisTaps(from, to);
  const start = new Int32Array(to + 1);
  for (const [i, { weights }] of taps.entries()) start[i + 1] = start[i]! + weights.length;
  return {
    first: Int32Array.from(taps, ({ first }) => first),
    start,
    weights: Float64Array.from(taps.flatMap(({ weights }) => weights)),
  };
}
