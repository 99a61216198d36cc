import type { ImageCodec } from '../decode/codec.ts';
import { TAG } from '../decode/tiff-directory.ts';
import { type RgbImage, rgbImage } from '../image.ts';
import {
  type BigTiffEntry,
  bigTiffDirectory,
  bigTiffHeader,
  LONG,
  LONG8,
  RATIONAL,
  SHORT,
} from './big-tiff.ts';
import { halved } from './halved.ts';
import { chromaSubsampling } from './jpeg-subsampling.ts';

/** Where a slide is written to: on at the end, but for the header, which is known last. */
export interface SlideSink {
  append(bytes: Uint8Array): Promise<void>;
  overwrite(offset: number, bytes: Uint8Array): Promise<void>;
}

export interface PyramidOptions {
  readonly width: number;
  readonly height: number;
  /** Side of a tile in pixels, a multiple of 16. Default 256. */
  readonly tileSide?: number;
  /** Of the JPEG tiles, 1 to 100. Default 90. */
  readonly quality?: number;
  /** Written as the file's resolution. */
  readonly micrometresPerPixel: number;
}

/** The coarsest level has no longer side than this. */
const COARSEST_SIDE = 512;

interface Level {
  readonly width: number;
  readonly height: number;
  readonly offsets: number[];
  readonly byteCounts: number[];
  /** The row of tiles that is being filled. */
  band: RgbImage;
  filled: number;
  /** Rows that have come in all. */
  seen: number;
}

/**
 * Writes a slide as a pyramid in a tiled BigTIFF with JPEG tiles, as it comes, row of tiles by row of tiles: memory goes by the
 * width of the slide, not by its area. Each level has half the side of the one before.
 */
export class PyramidWriter {
  readonly #sink: SlideSink;
  readonly #codec: ImageCodec;
  readonly #side: number;
  readonly #quality: number;
  readonly #micrometresPerPixel: number;
  readonly #levels: Level[] = [];
  #end = 0;
  #subsampling: readonly [number, number] = [2, 2];

  /** @throws RangeError for a tile side that is no multiple of 16 */
  constructor(sink: SlideSink, codec: ImageCodec, options: PyramidOptions) {
    const { width, height, tileSide = 256, quality = 90, micrometresPerPixel } = options;
    if (tileSide < 16 || tileSide % 16 !== 0) {
      throw new RangeError(`tiles of ${tileSide} px: expected a multiple of 16`);
    }
    this.#sink = sink;
    this.#codec = codec;
    this.#side = tileSide;
    this.#quality = quality;
    this.#micrometresPerPixel = micrometresPerPixel;
    for (let [w, h] = [width, height]; ; [w, h] = [Math.ceil(w / 2), Math.ceil(h / 2)]) {
      const band = rgbImage(w, tileSide);
      this.#levels.push({ width: w, height: h, offsets: [], byteCounts: [], band, filled: 0, seen: 0 });
      if (Math.max(w, h) <= COARSEST_SIDE) break;
    }
  }

  /** The slide's next rows, of its full width, any number of them. */
  async addRows(rows: RgbImage): Promise<void> {
    if (this.#end === 0) await this.#append(bigTiffHeader(0));
    await this.#add(0, rows);
  }

  /**
   * Writes the directories, after the last row.
   * @throws RangeError where rows are missing or too many
   */
  async end(): Promise<void> {
    const [full] = this.#levels as [Level];
    if (full.seen !== full.height) {
      throw new RangeError(`${full.seen} rows came of a slide of ${full.height}`);
    }
    const starts: number[] = [];
    const directories = this.#levels.map((level, index) => this.#entries(level, index));
    // the chain is written from its end, so that each directory knows the one that follows
    for (const entries of directories.reverse()) {
      const { bytes, start } = bigTiffDirectory(entries, this.#end, starts.at(-1) ?? 0);
      await this.#append(bytes);
      starts.push(start);
    }
    await this.#sink.overwrite(0, bigTiffHeader(starts.at(-1)!));
  }

  async #add(index: number, rows: RgbImage): Promise<void> {
    const level = this.#levels[index]!;
    for (let from = 0; from < rows.height; ) {
      const count = Math.min(rows.height - from, this.#side - level.filled);
      const samples = rows.data.subarray(from * rows.width * 3, (from + count) * rows.width * 3);
      level.band.data.set(samples, level.filled * level.width * 3);
      level.filled += count;
      level.seen += count;
      from += count;
      if (level.filled === this.#side || level.seen === level.height) await this.#flush(index);
    }
  }

  async #flush(index: number): Promise<void> {
    const level = this.#levels[index]!;
    const { band, filled, width } = level;
    for (let left = 0; left < width; left += this.#side) {
      const data = tileOf(band, left, filled, this.#side);
      const side = this.#side;
      const bytes = await this.#codec.encodeJpeg({ width: side, height: side, data, quality: this.#quality });
      if (this.#levels[0]!.offsets.length === 0) this.#subsampling = chromaSubsampling(bytes);
      level.offsets.push(this.#end);
      level.byteCounts.push(bytes.length);
      await this.#append(bytes);
    }
    level.filled = 0;
    if (index + 1 < this.#levels.length) {
      await this.#add(index + 1, halved(rgbImage(width, filled, band.data.subarray(0, width * filled * 3))));
    }
  }

  async #append(bytes: Uint8Array): Promise<void> {
    await this.#sink.append(bytes);
    this.#end += bytes.length;
  }

  #entries({ width, height, offsets, byteCounts }: Level, index: number): BigTiffEntry[] {
    const perCentimetre = Math.round((1e4 * 1000) / (this.#micrometresPerPixel * 2 ** index));
    return [
      [TAG.subfileType, LONG, [index === 0 ? 0 : 1]],
      [TAG.width, LONG, [width]],
      [TAG.height, LONG, [height]],
      [TAG.bitsPerSample, SHORT, [8, 8, 8]],
      [TAG.compression, SHORT, [7]],
      [TAG.photometric, SHORT, [6]],
      [TAG.samplesPerPixel, SHORT, [3]],
      [TAG.xResolution, RATIONAL, [perCentimetre, 1000]],
      [TAG.yResolution, RATIONAL, [perCentimetre, 1000]],
      [TAG.planarConfiguration, SHORT, [1]],
      [TAG.resolutionUnit, SHORT, [3]],
      [TAG.tileWidth, LONG, [this.#side]],
      [TAG.tileHeight, LONG, [this.#side]],
      [TAG.tileOffsets, LONG8, offsets],
      [TAG.tileByteCounts, LONG, byteCounts],
      [TAG.chromaSubsampling, SHORT, [...this.#subsampling]],
    ];
  }
}

/** A tile of a row of tiles; beyond the slide's edge its last pixels are repeated, which JPEG likes best. */
function tileOf({ width, data }: RgbImage, left: number, rows: number, side: number): Uint8Array {
  const tile = new Uint8Array(3 * side * side);
  const columns = Math.min(side, width - left);
  for (let y = 0; y < side; y++) {
    const from = 3 * (Math.min(y, rows - 1) * width + left);
    const to = 3 * y * side;
    tile.set(data.subarray(from, from + 3 * columns), to);
    for (let x = columns; x < side; x++)
      tile.copyWithin(to + 3 * x, to + 3 * (columns - 1), to + 3 * columns);
  }
  return tile;
}
