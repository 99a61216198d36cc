/** Element types of TIFF entries. */
export const SHORT = 3;
export const LONG = 4;

type Entry = readonly [tag: number, type: typeof SHORT | typeof LONG, value: number];

/**
 * A little-endian TIFF, or EXIF block, of one directory with these entries of one element each, and `data` behind it, at
 * `pixelOffset`.
 */
export function tiffFile(entries: readonly Entry[], data: readonly number[] = []): Uint8Array {
  const file = new Uint8Array(pixelOffset(entries.length) + data.length);
  const view = new DataView(file.buffer);
  view.setUint32(0, 0x49492a00);
  view.setUint32(4, 8, true);
  view.setUint16(8, entries.length, true);
  entries.forEach(([tag, type, value], index) => {
    const at = 10 + 12 * index;
    view.setUint16(at, tag, true);
    view.setUint16(at + 2, type, true);
    view.setUint32(at + 4, 1, true);
    if (type === SHORT) view.setUint16(at + 8, value, true);
    else view.setUint32(at + 8, value, true);
  });
  file.set(data, pixelOffset(entries.length));
  return file;
}

/** Where `data` begins behind a directory of so many entries. */
export function pixelOffset(entries: number): number {
  return 8 + 2 + 12 * entries + 4;
}
