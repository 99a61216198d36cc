import type { ImageCodec } from '../decode/codec.ts';
import { ImageError } from '../decode/image-error.ts';
import { toRgb } from '../decode/to-rgb.ts';
import { type RgbImage, rgbImage } from '../image.ts';
import type { ByteSource } from './byte-source.ts';
import { readDirectories } from './directories.ts';
import { isLabelOrMacro, type SlideMetadata, slideMetadata } from './metadata.ts';
import { common, copyRegion, type Region } from './region.ts';
import { isTiled, readTiledPage, type TiledPage } from './tiled-page.ts';
import { tilesFile } from './tiles-file.ts';

/** One resolution of a slide. */
export interface SlideLevel {
  readonly width: number;
  readonly height: number;
  /** Pixels of the full resolution that one pixel of this level covers, along a side. */
  readonly downsample: number;
  readonly tileWidth: number;
  readonly tileHeight: number;
}

/** What was read of a region. */
export interface SlidePart {
  readonly image: RgbImage;
  /** Tiles that could not be read, white in the image, cut to the region, in the level's pixels. */
  readonly missing: readonly Region[];
}

/** Pixels that are decoded at once. */
const MOST_AT_ONCE = 2 ** 24;
/** A tile's compressed bytes, at most, for each byte of its pixels, and what it may have beside. */
const MOST_EXPANSION = 2;
const TILE_OVERHEAD = 65_536;
/** How far a level's proportions may differ from the slide's: each side is rounded. */
const PROPORTION = 0.02;

/**
 * A whole slide in a tiled TIFF, BigTIFF, OME-TIFF or SVS file, read region by region: memory goes by the region, not by the
 * slide. Pages that are no level of the pyramid, labels and macro photographs among them, are never read.
 */
export class Slide {
  readonly width: number;
  readonly height: number;
  /** From the full resolution down. */
  readonly levels: readonly SlideLevel[];
  readonly metadata: SlideMetadata;
  readonly #pages: readonly TiledPage[];
  readonly #source: ByteSource;
  readonly #codec: ImageCodec;

  private constructor(
    source: ByteSource,
    codec: ImageCodec,
    pages: readonly TiledPage[],
    metadata: SlideMetadata,
  ) {
    const [full] = pages as [TiledPage];
    this.width = full.width;
    this.height = full.height;
    this.levels = pages.map(({ width, height, tileWidth, tileHeight }) => ({
      width,
      height,
      downsample: full.width / width,
      tileWidth,
      tileHeight,
    }));
    this.metadata = metadata;
    this.#pages = pages;
    this.#source = source;
    this.#codec = codec;
  }

  /**
   * Reads a slide's directories; no pixels.
   * @param codec decodes the tiles: `sharpCodec` in Node, `vipsCodec` in a browser
   * @throws ImageError where the file is no slide that is read here, with a one-line reason
   */
  static async open(source: ByteSource, codec: ImageCodec): Promise<Slide> {
    const directories = await readDirectories(source);
    const [first] = directories;
    if (!first || !(await isTiled(first))) {
      throw new ImageError(
        'unsupported',
        'this TIFF is not tiled, so that it cannot be read piece by piece: save it as a tiled pyramid (vips tiffsave --tile --pyramid)',
      );
    }
    const full = await readTiledPage(first);
    const levels = [full];
    for (const directory of directories.slice(1)) {
      if (!(await isTiled(directory)) || (await isLabelOrMacro(directory))) continue;
      const page = await readTiledPage(directory).catch(() => undefined);
      if (page && isLevelOf(full, page)) levels.push(page);
    }
    levels.sort((a, b) => b.width - a.width);
    const distinct = levels.filter(({ width }, i) => i === 0 || width < levels[i - 1]!.width);
    return new Slide(source, codec, distinct, await slideMetadata(first));
  }

  /** The coarsest level that is no coarser than the downsample. */
  levelFor(downsample: number): number {
    return this.levels.findLastIndex((level) => level.downsample <= downsample * (1 + PROPORTION));
  }

  /**
   * A region of a level.
   * @throws RangeError where the region leaves the level
   */
  async read(level: number, region: Region): Promise<SlidePart> {
    const page = this.#pages[level];
    const { left, top, width, height } = region;
    const inside = page && left >= 0 && top >= 0 && left + width <= page.width && top + height <= page.height;
    if (!page || !inside || ![left, top, width, height].every(Number.isInteger) || width < 1 || height < 1) {
      throw new RangeError(
        `cannot read ${width} x ${height} px at (${left}, ${top}) of level ${level}: ` +
          `expected whole pixels inside ${page ? `${page.width} x ${page.height}` : `one of ${this.levels.length} levels`}`,
      );
    }
    const image = rgbImage(width, height);
    image.data.fill(255);
    const missing: Region[] = [];
    const rowsAtOnce = Math.max(
      1,
      Math.floor(MOST_AT_ONCE / ((width + 2 * page.tileWidth) * page.tileHeight)),
    );
    const firstRow = Math.floor(top / page.tileHeight);
    const lastRow = Math.floor((top + height - 1) / page.tileHeight);
    for (let row = firstRow; row <= lastRow; row += rowsAtOnce) {
      await this.#readRows(page, row, Math.min(lastRow, row + rowsAtOnce - 1), region, image, missing);
    }
    return { image, missing };
  }

  /** The rows of tiles from `first` to `last`, as far as the region goes. */
  async #readRows(
    page: TiledPage,
    first: number,
    last: number,
    region: Region,
    image: RgbImage,
    missing: Region[],
  ): Promise<void> {
    const { tileWidth, tileHeight, coding } = page;
    const from = Math.floor(region.left / tileWidth);
    const to = Math.floor((region.left + region.width - 1) / tileWidth);
    const columns = to - from + 1;
    const places: { column: number; row: number }[] = [];
    for (let row = first; row <= last; row++) {
      for (let column = from; column <= to; column++) places.push({ column, row });
    }
    const tiles = await Promise.all(
      places.map(({ column, row }) => this.#tile(page, row * page.columns + column)),
    );
    if (tiles.every((tile) => tile instanceof Uint8Array)) {
      const all = tilesFile(coding, tileWidth, tileHeight, columns, tiles);
      const decoded = await this.#decode(all);
      if (decoded) {
        copyRegion(decoded, from * tileWidth, first * tileHeight, region, image);
        return;
      }
    }
    for (const [index, tile] of tiles.entries()) {
      if (tile === 'left out') continue;
      const { column, row } = places[index]!;
      const decoded =
        tile === 'damaged'
          ? undefined
          : await this.#decode(tilesFile(coding, tileWidth, tileHeight, 1, [tile]));
      const place = { left: column * tileWidth, top: row * tileHeight, width: tileWidth, height: tileHeight };
      if (decoded) copyRegion(decoded, place.left, place.top, region, image);
      else missing.push(common(place, region));
    }
  }

  /** A tile's compressed bytes. */
  async #tile(page: TiledPage, index: number): Promise<Uint8Array | 'left out' | 'damaged'> {
    const length = page.byteCounts[index]!;
    const offset = page.offsets[index]!;
    if (length === 0) return 'left out';
    const most = page.tileWidth * page.tileHeight * page.coding.samples * MOST_EXPANSION + TILE_OVERHEAD;
    if (length > most || offset + length > this.#source.size) return 'damaged';
    const bytes = await this.#source.read(offset, length);
    return bytes.length === length ? bytes : 'damaged';
  }

  async #decode(file: Uint8Array): Promise<RgbImage | undefined> {
    try {
      return toRgb(await this.#codec.decode(file, 'tiff', Number.POSITIVE_INFINITY), 8, false);
    } catch (error) {
      if (error instanceof ImageError) return undefined;
      throw error;
    }
  }
}

function isLevelOf(full: TiledPage, { width, height }: TiledPage): boolean {
  if (width >= full.width) return false;
  const downsample = full.width / width;
  return Math.abs(full.height / downsample - height) <= Math.max(1, PROPORTION * height);
}
