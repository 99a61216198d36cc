import { TAG } from '../decode/tiff-directory.ts';
import type { TileCoding } from './tiled-page.ts';

const SHORT = 3;
const LONG = 4;
const UNDEFINED = 7;
const BYTES: Readonly<Record<number, number>> = { [SHORT]: 2, [LONG]: 4, [UNDEFINED]: 1 };

interface Entry {
  readonly tag: number;
  readonly type: typeof SHORT | typeof LONG | typeof UNDEFINED;
  readonly values: ArrayLike<number>;
}

const YCBCR = 6;

/**
 * A rectangle of a slide's tiles as a TIFF file of their own, so that the decoder of photographs, libvips, decodes them in one
 * call, whatever their compression, and never sees the slide.
 * @param tiles row by row, all of `tileWidth` x `tileHeight` px, still compressed
 */
export function tilesFile(
  coding: TileCoding,
  tileWidth: number,
  tileHeight: number,
  columns: number,
  tiles: readonly Uint8Array[],
): Uint8Array {
  const { compression, photometric, samples, predictor, subsampling, jpegTables } = coding;
  const short = (tag: number, ...values: number[]): Entry => ({ tag, type: SHORT, values });
  const long = (tag: number, values: ArrayLike<number>): Entry => ({ tag, type: LONG, values });
  const offsets = new Uint32Array(tiles.length);
  const entries: Entry[] = [
    long(TAG.width, [columns * tileWidth]),
    long(TAG.height, [(tiles.length / columns) * tileHeight]),
    short(TAG.bitsPerSample, ...Array.from({ length: samples }, () => 8)),
    short(TAG.compression, compression),
    short(TAG.photometric, photometric),
    short(TAG.samplesPerPixel, samples),
    short(TAG.planarConfiguration, 1),
    ...(predictor > 1 ? [short(TAG.predictor, predictor)] : []),
    short(TAG.tileWidth, tileWidth),
    short(TAG.tileHeight, tileHeight),
    long(TAG.tileOffsets, offsets),
    long(
      TAG.tileByteCounts,
      tiles.map(({ length }) => length),
    ),
    ...(samples > 3 ? [short(TAG.extraSamples, 0)] : []),
    ...(jpegTables ? [{ tag: TAG.jpegTables, type: UNDEFINED, values: jpegTables } as const] : []),
    ...(photometric === YCBCR ? [short(TAG.chromaSubsampling, ...subsampling)] : []),
  ];
  const room = ({ type, values }: Entry) => {
    const bytes = BYTES[type]! * values.length;
    return bytes > 4 ? bytes + (bytes % 2) : 0;
  };
  const directoryEnd = 8 + 2 + 12 * entries.length + 4;
  let end = entries.reduce((sum, entry) => sum + room(entry), directoryEnd);
  tiles.forEach((tile, index) => {
    offsets[index] = end;
    end += tile.length;
  });
  const file = new Uint8Array(end);
  const view = new DataView(file.buffer);
  view.setUint32(0, 0x49492a00);
  view.setUint32(4, 8, true);
  view.setUint16(8, entries.length, true);
  let free = directoryEnd;
  entries.forEach((entry, index) => {
    const at = 10 + 12 * index;
    view.setUint16(at, entry.tag, true);
    view.setUint16(at + 2, entry.type, true);
    view.setUint32(at + 4, entry.values.length, true);
    const bytes = room(entry);
    if (bytes > 0) view.setUint32(at + 8, free, true);
    writeValues(view, bytes > 0 ? free : at + 8, entry);
    free += bytes;
  });
  for (const [index, tile] of tiles.entries()) file.set(tile, offsets[index]!);
  return file;
}

function writeValues(view: DataView, at: number, { type, values }: Entry): void {
  for (let i = 0; i < values.length; i++) {
    if (type === UNDEFINED) view.setUint8(at + i, values[i]!);
    else if (type === SHORT) view.setUint16(at + 2 * i, values[i]!, true);
    else view.setUint32(at + 4 * i, values[i]!, true);
  }
}
