import { COLOUR_CHANNELS } from './codec.ts';
import { ImageError } from './image-error.ts';
import { isLittleEndian, TAG, tiffTag, tiffTags } from './tiff-directory.ts';
import { DECOMPRESSORS, ZSTANDARD } from './tiff-fallback-decompress.ts';

/** How the samples of a TIFF lie in its blocks, which are strips or tiles. */
export interface TiffLayout extends SampleLayout {
  readonly width: number;
  readonly height: number;
  readonly isTiled: boolean;
  /** In pixels; the last strip may hold fewer rows. */
  readonly blockWidth: number;
  readonly blockHeight: number;
  /** Where each block begins and how many bytes it takes: row by row, then plane by plane. */
  readonly offsets: readonly number[];
  readonly byteCounts: readonly number[];
}

interface SampleLayout {
  readonly space: 'grey' | 'rgb';
  /** White is 0. */
  readonly isInverted: boolean;
  /** Samples of a pixel. */
  readonly channels: number;
  /** Bits of a sample, 1 to 16, packed with the highest first; only those of 16 follow the file's byte order. */
  readonly bits: number;
  readonly isSigned: boolean;
  readonly isLittleEndian: boolean;
  /** Each channel has blocks of its own. */
  readonly isPlanar: boolean;
  readonly compression: number;
  /** Samples are stored as differences from the pixel on their left. */
  readonly isPredicted: boolean;
}

const SPACES: readonly SampleLayout['space'][] = ['grey', 'grey', 'rgb'];
const WHITE_IS_ZERO = 0;
const SEPARATE_PLANES = 2;
const NO_PREDICTOR = 1;
const HORIZONTAL_DIFFERENCES = 2;
const UNSIGNED = 1;
const SIGNED = 2;
const MULTIPLIED_ALPHA = 1;

const MAX_CHANNELS = 8;
/** Every block costs some work, however little it holds. */
const MAX_BLOCKS = 2 ** 18;
/** One is decompressed at a time, whole, and Zstandard's decoder has 2 GiB of memory in all. */
const MAX_BLOCK_BYTES = 2 ** 30;
/** Tiles reach past the picture's edges, but not by several times the picture, unless that is small. */
const MAX_PADDING = 4;
const SMALL_BYTES = 2 ** 24;

/**
 * The layout of a TIFF that libvips cannot read and this package can: grey or RGB of up to 16 bits, with a number of
 * bits that libvips does not know, tiles in separate planes, or Zstandard compression. Undefined for all others, which
 * are libvips's to read or to refuse. The header decides, since libvips in WebAssembly does not say why it refuses.
 * @throws ImageError `truncated` or `corrupt` where such a TIFF has no sound table of blocks
 */
export function fallbackLayout(bytes: Uint8Array): TiffLayout | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let samples: SampleLayout | undefined;
  try {
    samples = sampleLayout(view);
    return samples && blockLayout(view, samples);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    if (!samples) return undefined;
    const message = 'the TIFF file is truncated: its table of strips or tiles lies past its end';
    throw new ImageError('truncated', message, { cause: error });
  }
}

function sampleLayout(view: DataView): SampleLayout | undefined {
  const channels = tiffTag(view, TAG.samplesPerPixel) ?? 1;
  const bits = onlyValue(tiffTags(view, TAG.bitsPerSample, MAX_CHANNELS), 1);
  const format = onlyValue(tiffTags(view, TAG.sampleFormat, MAX_CHANNELS), UNSIGNED);
  const photometric = tiffTag(view, TAG.photometric) ?? -1;
  const compression = tiffTag(view, TAG.compression) ?? 1;
  const predictor = tiffTag(view, TAG.predictor) ?? NO_PREDICTOR;
  const space = SPACES[photometric];
  const isPlanar = channels > 1 && tiffTag(view, TAG.planarConfiguration) === SEPARATE_PLANES;
  const isTiledInPlanes = isPlanar && tiffTag(view, TAG.tileWidth) !== undefined;
  const isSigned = format === SIGNED;
  const isInverted = photometric === WHITE_IS_ZERO;

  if (bits === undefined || bits < 1 || bits > 16 || !space || !(compression in DECOMPRESSORS)) return;
  const isOddDepth = ![1, 2, 4, 8, 16].includes(bits) || (bits < 8 && channels > 1);
  if (!isOddDepth && !isTiledInPlanes && compression !== ZSTANDARD) return;

  const isPredicted = predictor === HORIZONTAL_DIFFERENCES;
  // As with libtiff, differences are of whole bytes.
  const isPlainPredictor = predictor === NO_PREDICTOR || (isPredicted && bits % 8 === 0);
  const colours = COLOUR_CHANNELS[space];
  // Alpha of 12 bits or with a sign would be full at another value, and signed white at zero would have two meanings.
  const hasPlainExtras = channels === colours || (!isSigned && (bits <= 8 || bits === 16));
  const isPlain =
    (format === UNSIGNED || (isSigned && !isInverted)) &&
    isPlainPredictor &&
    hasPlainExtras &&
    channels >= colours &&
    channels <= MAX_CHANNELS &&
    (tiffTag(view, TAG.fillOrder) ?? 1) === 1 &&
    tiffTag(view, TAG.extraSamples) !== MULTIPLIED_ALPHA;
  if (!isPlain) return;
  const little = isLittleEndian(view);
  return {
    space,
    isInverted,
    channels,
    bits,
    isSigned,
    isLittleEndian: little,
    isPlanar,
    compression,
    isPredicted,
  };
}

function blockLayout(view: DataView, samples: SampleLayout): TiffLayout {
  const width = tiffTag(view, TAG.width) ?? 0;
  const height = tiffTag(view, TAG.height) ?? 0;
  const tileWidth = tiffTag(view, TAG.tileWidth);
  const isTiled = tileWidth !== undefined;
  const blockWidth = tileWidth ?? width;
  const blockHeight = isTiled
    ? (tiffTag(view, TAG.tileHeight) ?? 0)
    : Math.min(tiffTag(view, TAG.rowsPerStrip) ?? height, height);
  const blocks =
    Math.ceil(width / blockWidth) *
    Math.ceil(height / blockHeight) *
    (samples.isPlanar ? samples.channels : 1);
  const bytes = blockBytes({ ...samples, blockWidth }, blockHeight);
  const needed = (width * height * samples.channels * samples.bits) / 8;
  // Where a block has no width or no height, these are infinite or not numbers, and so not sane.
  const isSane = blocks <= MAX_BLOCKS && blocks * bytes <= MAX_PADDING * needed + SMALL_BYTES;
  if (!isSane || bytes > MAX_BLOCK_BYTES) {
    const size = `${blockWidth} x ${blockHeight}`;
    throw new ImageError(
      'corrupt',
      `the TIFF file is damaged: strips or tiles of ${size} in ${width} x ${height} pixels`,
    );
  }
  const offsets = tiffTags(view, isTiled ? TAG.tileOffsets : TAG.stripOffsets, blocks);
  const byteCounts = tiffTags(view, isTiled ? TAG.tileByteCounts : TAG.stripByteCounts, blocks);
  const listed = Math.min(offsets.length, byteCounts.length);
  if (listed < blocks) {
    throw new ImageError(
      'corrupt',
      `the TIFF file is damaged: it lists ${listed} strips or tiles, expected ${blocks}`,
    );
  }
  return { ...samples, width, height, isTiled, blockWidth, blockHeight, offsets, byteCounts };
}

/** Bytes that so many rows of a block take when decompressed; each row begins a byte. */
export function blockBytes(
  layout: Pick<TiffLayout, 'blockWidth' | 'bits' | 'channels' | 'isPlanar'>,
  rows: number,
): number {
  const samples = layout.blockWidth * (layout.isPlanar ? 1 : layout.channels);
  return rows * Math.ceil((samples * layout.bits) / 8);
}

/** The value that all have, `missing` where there are none, undefined where they differ. */
function onlyValue(values: readonly number[], missing: number): number | undefined {
  return values.every((value) => value === values[0]) ? (values[0] ?? missing) : undefined;
}
