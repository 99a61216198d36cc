import { type GreyImage, type Mask, mask } from '../image.ts';

/**
 * A mask as horizontal runs of inside pixels: what an object costs then is its number of rows, not of pixels.
 * Runs go from left to right within a row and never touch there; the numbering of runs is raster order.
 */
export interface Runs {
  readonly width: number;
  readonly height: number;
  /** Row y holds the runs `first[y]` up to, not including, `first[y + 1]`; length height + 1. */
  readonly first: Int32Array;
  /** x of each run's first pixel. */
  readonly start: Int32Array;
  /** x just after each run's last pixel. */
  readonly end: Int32Array;
}

/** Collects runs in raster order; call `endRow` once after each row. */
export class RunWriter {
  private readonly first: Int32Array;
  private start = new Int32Array(1024);
  private end = new Int32Array(1024);
  private count = 0;
  private row = 0;
  private readonly width: number;
  private readonly height: number;

  constructor(width: number, height: number) {
    this.width = width;
    this.height = height;
    this.first = new Int32Array(height + 1);
  }

  /** Adds the pixels start <= x < end to the current row. */
  push(start: number, end: number): void {
    if (this.count === this.start.length) {
      this.start = doubled(this.start);
      this.end = doubled(this.end);
    }
    this.start[this.count] = start;
    this.end[this.count++] = end;
  }

  endRow(): void {
    this.first[++this.row] = this.count;
  }

  runs(): Runs {
    const { width, height, first, count } = this;
    return { width, height, first, start: this.start.subarray(0, count), end: this.end.subarray(0, count) };
  }
}

function doubled(values: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(2 * values.length);
  larger.set(values);
  return larger;
}

/** The runs of non-zero pixels, in one scan. */
export function runsOfMask(image: Mask): Runs {
  return runsAbove(image, 0);
}

/** The runs of pixels above a level, in one scan. */
export function runsAbove({ width, height, data }: Mask | GreyImage, level: number): Runs {
  const writer = new RunWriter(width, height);
  for (let y = 0, row = 0; y < height; y++, row += width) {
    const rowEnd = row + width;
    let i = row;
    while (true) {
      while (i < rowEnd && data[i]! <= level) i++;
      if (i === rowEnd) break;
      const start = i;
      while (i < rowEnd && data[i]! > level) i++;
      writer.push(start - row, i - row);
    }
    writer.endRow();
  }
  return writer.runs();
}

/** The inverse of `runsOfMask`. */
export function maskOfRuns({ width, height, first, start, end }: Runs): Mask {
  const data = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    for (let r = first[y]!; r < first[y + 1]!; r++) data.fill(1, y * width + start[r]!, y * width + end[r]!);
  }
  return mask(width, height, data);
}

/** The pixels that are in none of the runs. */
export function complement({ width, height, first, start, end }: Runs): Runs {
  const writer = new RunWriter(width, height);
  for (let y = 0; y < height; y++) {
    let x = 0;
    for (let r = first[y]!; r < first[y + 1]!; r++) {
      if (start[r]! > x) writer.push(x, start[r]!);
      x = end[r]!;
    }
    if (x < width) writer.push(x, width);
    writer.endRow();
  }
  return writer.runs();
}

/** The runs whose object, by number, is marked non-zero in `keep`; `object` numbers every run. */
export function keepRuns(runs: Runs, object: Int32Array, keep: Uint8Array): Runs {
  const { width, height, first, start, end } = runs;
  const writer = new RunWriter(width, height);
  for (let y = 0; y < height; y++) {
    for (let r = first[y]!; r < first[y + 1]!; r++) {
      if (keep[object[r]!] !== 0) writer.push(start[r]!, end[r]!);
    }
    writer.endRow();
  }
  return writer.runs();
}
