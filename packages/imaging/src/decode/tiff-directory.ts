/**
 * TIFF 6.0 and BigTIFF directories, as far as this package reads them; an EXIF block is such a directory too.
 * All readers throw the `RangeError` of `DataView` where an offset leaves the file; the loops end there as well, so
 * that a hostile entry count costs no more than the file's own length.
 */

export const TAG = {
  subfileType: 254,
  width: 256,
  height: 257,
  bitsPerSample: 258,
  compression: 259,
  photometric: 262,
  fillOrder: 266,
  description: 270,
  stripOffsets: 273,
  orientation: 274,
  samplesPerPixel: 277,
  rowsPerStrip: 278,
  stripByteCounts: 279,
  xResolution: 282,
  yResolution: 283,
  planarConfiguration: 284,
  resolutionUnit: 296,
  predictor: 317,
  colourMap: 320,
  tileWidth: 322,
  tileHeight: 323,
  tileOffsets: 324,
  tileByteCounts: 325,
  subDirectories: 330,
  extraSamples: 338,
  sampleFormat: 339,
  jpegTables: 347,
  chromaSubsampling: 530,
  profile: 34675,
} as const;

/** One entry: its element type, how many elements it has and where the first one lies. */
interface Entry {
  readonly type: number;
  readonly count: number;
  readonly offset: number;
}

const BYTES_OF_TYPE: Readonly<Record<number, number>> = { 1: 1, 3: 2, 4: 4, 16: 8 };

/** The first element of the tag in the first directory; undefined where the tag is missing or no unsigned integer. */
export function tiffTag(view: DataView, tag: number): number | undefined {
  const entry = findEntry(view, tag);
  const bytes = entry && BYTES_OF_TYPE[entry.type];
  if (!entry || !bytes || entry.count < 1) return undefined;
  return unsigned(view, entry.offset, bytes, isLittleEndian(view));
}

/** The first `most` elements of the tag in the first directory, fewer where it has fewer; see `tiffTag`. */
export function tiffTags(view: DataView, tag: number, most: number): number[] {
  const entry = findEntry(view, tag);
  const bytes = entry && BYTES_OF_TYPE[entry.type];
  if (!entry || !bytes) return [];
  const elements = { length: Math.min(entry.count, most) };
  const little = isLittleEndian(view);
  return Array.from(elements, (_, index) => unsigned(view, entry.offset + index * bytes, bytes, little));
}

/** The bytes of a tag of type 7 (undefined) in the first directory, without a copy; undefined where it is missing. */
export function tiffBytes(view: DataView, tag: number): Uint8Array | undefined {
  const entry = findEntry(view, tag);
  if (!entry || !tagIsWhole(view, tag)) return undefined;
  return new Uint8Array(view.buffer, view.byteOffset + entry.offset, entry.count);
}

const MAX_PAGES = 2 ** 16;

/** Directories in the chain that begins with the first; it ends where it leaves the file, returns or goes on for ever. */
export function tiffPages(view: DataView): number {
  const { word, wordBytes, entries, firstEntry, entryBytes } = directoryForm(view);
  const seen = new Set<number>();
  let start = word(wordBytes);
  while (start > 0 && start + wordBytes <= view.byteLength && !seen.has(start) && seen.size < MAX_PAGES) {
    seen.add(start);
    const next = start + firstEntry + entries(start) * entryBytes;
    start = next + wordBytes <= view.byteLength ? word(next) : 0;
  }
  return seen.size;
}

/** Whether the tag's elements all lie inside the file; true where the tag is missing. */
export function tagIsWhole(view: DataView, tag: number): boolean {
  const entry = findEntry(view, tag);
  return !entry || entry.offset + entry.count * (BYTES_OF_TYPE[entry.type] ?? 1) <= view.byteLength;
}

function findEntry(view: DataView, tag: number): Entry | undefined {
  const little = isLittleEndian(view);
  const { word, wordBytes, entries, firstEntry, entryBytes } = directoryForm(view);
  const start = word(wordBytes);
  const count = entries(start);
  for (let index = 0; index < count; index++) {
    const at = start + firstEntry + index * entryBytes;
    if (view.getUint16(at, little) !== tag) continue;
    const type = view.getUint16(at + 2, little);
    const elements = word(at + 4);
    const value = at + 4 + wordBytes;
    const isInline = elements * (BYTES_OF_TYPE[type] ?? 1) <= wordBytes;
    return { type, count: elements, offset: isInline ? value : word(value) };
  }
  return undefined;
}

/** How a directory is laid out, which BigTIFF changed: its words have 8 bytes instead of 4. */
function directoryForm(view: DataView) {
  const little = isLittleEndian(view);
  const big = view.getUint16(2, little) === 43;
  const word = (offset: number): number =>
    big ? Number(view.getBigUint64(offset, little)) : view.getUint32(offset, little);
  return {
    word,
    wordBytes: big ? 8 : 4,
    /** The number of entries of the directory at `start`. */
    entries: (start: number): number => (big ? word(start) : view.getUint16(start, little)),
    firstEntry: big ? 8 : 2,
    entryBytes: big ? 20 : 12,
  };
}

/** An unsigned integer of 1, 2, 4 or 8 bytes. */
export function unsigned(view: DataView, offset: number, bytes: number, little: boolean): number {
  if (bytes === 1) return view.getUint8(offset);
  if (bytes === 2) return view.getUint16(offset, little);
  if (bytes === 4) return view.getUint32(offset, little);
  return Number(view.getBigUint64(offset, little));
}

/** Whether words have their lowest byte first ('II'). */
export function isLittleEndian(view: DataView): boolean {
  return view.getUint8(0) === 0x49;
}
