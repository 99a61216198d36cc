import { ImageError } from '../decode/image-error.ts';
import { TAG } from '../decode/tiff-directory.ts';
import type { TiffDirectory } from './directories.ts';

/** A page of a TIFF that is cut into tiles: what is needed to fetch one and to decode it. */
export interface TiledPage {
  readonly width: number;
  readonly height: number;
  readonly tileWidth: number;
  readonly tileHeight: number;
  readonly columns: number;
  readonly rows: number;
  /** Where each tile lies in the file and how long it is, row by row; 0 long where the scanner left it out. */
  readonly offsets: Float64Array;
  readonly byteCounts: Float64Array;
  /** What the decoder has to know of the tiles, as tags of their own file. */
  readonly coding: TileCoding;
}

export interface TileCoding {
  readonly compression: number;
  readonly photometric: number;
  readonly samples: number;
  readonly predictor: number;
  /** Horizontal and vertical subsampling of chroma, where the colour is YCbCr. */
  readonly subsampling: readonly [number, number];
  /** Tables that all JPEG tiles share. */
  readonly jpegTables?: Uint8Array;
}

/** A tile's sides are multiples of 16 (TIFF 6.0, section 15); beyond this they are no tiles any more. */
const MOST_TILE_SIDE = 8192;
const MOST_SIDE = 1e6;
const MOST_TABLES = 65_536;

const RGB = 2;
const YCBCR = 6;
/** Compressions of tiles that the codecs decode: none, LZW, JPEG, Deflate (new and old). */
const COMPRESSIONS = new Set([1, 5, 7, 8, 32946]);
const JPEG_2000 = new Set([33003, 33004, 33005, 34712]);

/** Whether the directory describes tiles at all: labels and overviews of slides are stored in strips. */
export async function isTiled(directory: TiffDirectory): Promise<boolean> {
  return (await directory.number(TAG.tileWidth)) !== undefined;
}

/**
 * A tiled page of 8-bit colour.
 * @throws ImageError `unsupported` for other pixels and compressions, `corrupt` where the header contradicts itself
 */
export async function readTiledPage(directory: TiffDirectory): Promise<TiledPage> {
  const one = async (tag: number, otherwise: number) => (await directory.number(tag)) ?? otherwise;
  const width = await one(TAG.width, 0);
  const height = await one(TAG.height, 0);
  const tileWidth = await one(TAG.tileWidth, 0);
  const tileHeight = await one(TAG.tileHeight, 0);
  requireSides(width, height, tileWidth, tileHeight);
  const coding = await readCoding(directory);
  const columns = Math.ceil(width / tileWidth);
  const rows = Math.ceil(height / tileHeight);
  const offsets = await directory.numbers(TAG.tileOffsets);
  const byteCounts = await directory.numbers(TAG.tileByteCounts);
  if (offsets.length !== columns * rows || byteCounts.length !== columns * rows) {
    throw new ImageError(
      'corrupt',
      `the slide's header states ${width} x ${height} px in tiles of ${tileWidth} x ${tileHeight}, which are ` +
        `${columns * rows} tiles, but lists ${offsets.length} places and ${byteCounts.length} lengths`,
    );
  }
  return { width, height, tileWidth, tileHeight, columns, rows, offsets, byteCounts, coding };
}

function requireSides(width: number, height: number, tileWidth: number, tileHeight: number): void {
  const sound = (side: number, most: number) => side >= 1 && side <= most;
  const tiles = [tileWidth, tileHeight].every((side) => sound(side, MOST_TILE_SIDE) && side % 16 === 0);
  if (sound(width, MOST_SIDE) && sound(height, MOST_SIDE) && tiles) return;
  throw new ImageError(
    'corrupt',
    `the slide's header states ${width} x ${height} px in tiles of ${tileWidth} x ${tileHeight}: expected at most ` +
      `${MOST_SIDE} px a side, and tiles whose sides are multiples of 16 up to ${MOST_TILE_SIDE}`,
  );
}

async function readCoding(directory: TiffDirectory): Promise<TileCoding> {
  const one = async (tag: number, otherwise: number) => (await directory.number(tag)) ?? otherwise;
  const bits = await directory.numbers(TAG.bitsPerSample);
  const samples = await one(TAG.samplesPerPixel, 1);
  const photometric = await one(TAG.photometric, -1);
  const compression = await one(TAG.compression, 1);
  const isInterleaved = (await one(TAG.planarConfiguration, 1)) === 1;
  const isColour = photometric === RGB || (photometric === YCBCR && compression === 7);
  if (!isInterleaved || !isColour || samples < 3 || samples > 4 || bits.some((depth) => depth !== 8)) {
    throw new ImageError(
      'unsupported',
      `this slide's pixels have ${samples} samples of ${[...new Set(bits)].join(', ')} bits (photometric ${photometric}): ` +
        'expected 8-bit colour, interleaved',
    );
  }
  if (!COMPRESSIONS.has(compression)) {
    const name = JPEG_2000.has(compression) ? 'JPEG 2000' : `compression ${compression}`;
    throw new ImageError(
      'unsupported',
      `this slide's tiles are compressed by ${name}, which is not read: save it with JPEG tiles ` +
        '(vips tiffsave --tile --pyramid --compression jpeg)',
    );
  }
  const [across = 2, down = 2] = await directory.numbers(TAG.chromaSubsampling);
  const tables = await directory.bytes(TAG.jpegTables);
  return {
    compression,
    photometric,
    samples,
    predictor: await one(TAG.predictor, 1),
    subsampling: [across, down],
    ...(tables && tables.length <= MOST_TABLES && { jpegTables: tables }),
  };
}
