/**
 * TIFF 6.0 and BigTIFF directories, as far as sizes and orientation need them; an EXIF block is such a directory too.
 * All readers throw the `RangeError` of `DataView` where an offset leaves the file; the loops end there as well, so
 * that a hostile entry count costs no more than the file's own length.
 */

export const TAG = {
  width: 256,
  height: 257,
  compression: 259,
  orientation: 274,
  colourMap: 320,
  extraSamples: 338,
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
  const little = isLittleEndian(view);
  if (bytes === 1) return view.getUint8(entry.offset);
  if (bytes === 2) return view.getUint16(entry.offset, little);
  if (bytes === 4) return view.getUint32(entry.offset, little);
  return Number(view.getBigUint64(entry.offset, little));
}

/** Whether the tag's elements all lie inside the file; true where the tag is missing. */
export function tagIsWhole(view: DataView, tag: number): boolean {
  const entry = findEntry(view, tag);
  return !entry || entry.offset + entry.count * (BYTES_OF_TYPE[entry.type] ?? 1) <= view.byteLength;
}

function findEntry(view: DataView, tag: number): Entry | undefined {
  const little = isLittleEndian(view);
  const big = view.getUint16(2, little) === 43;
  const word = (offset: number): number =>
    big ? Number(view.getBigUint64(offset, little)) : view.getUint32(offset, little);
  const wordBytes = big ? 8 : 4;
  const start = word(wordBytes);
  const entries = big ? word(start) : view.getUint16(start, little);
  for (let index = 0; index < entries; index++) {
    const at = start + (big ? 8 : 2) + index * (4 + 2 * wordBytes);
    if (view.getUint16(at, little) !== tag) continue;
    const type = view.getUint16(at + 2, little);
    const count = word(at + 4);
    const value = at + 4 + wordBytes;
    const isInline = count * (BYTES_OF_TYPE[type] ?? 1) <= wordBytes;
    return { type, count, offset: isInline ? value : word(value) };
  }
  return undefined;
}

function isLittleEndian(view: DataView): boolean {
  return view.getUint8(0) === 0x49;
}
