export const SHORT = 3;
export const LONG = 4;
export const RATIONAL = 5;
export const LONG8 = 16;

/** A tag with its values; of a rational, numerator and denominator by turns. */
export type BigTiffEntry = readonly [tag: number, type: 3 | 4 | 5 | 16, values: readonly number[]];

const BYTES: Readonly<Record<number, number>> = { [SHORT]: 2, [LONG]: 4, [RATIONAL]: 4, [LONG8]: 8 };

/** The 16 bytes that a little-endian BigTIFF begins with. */
export function bigTiffHeader(firstDirectory: number): Uint8Array {
  const header = new Uint8Array(16);
  const view = new DataView(header.buffer);
  view.setUint32(0, 0x49492b00);
  view.setUint16(4, 8, true);
  view.setBigUint64(8, BigInt(firstDirectory), true);
  return header;
}

/**
 * A directory that is to lie at `offset` of the file: first the values that do not fit into its entries, then, at `start`, itself.
 * @param entries by rising tag
 * @param next where the directory lies that follows in the chain; 0 for none
 */
export function bigTiffDirectory(
  entries: readonly BigTiffEntry[],
  offset: number,
  next: number,
): { readonly bytes: Uint8Array; readonly start: number } {
  const sizes = entries.map(([, type, values]) => BYTES[type]! * values.length);
  const room = sizes.map((size) => (size > 8 ? Math.ceil(size / 8) * 8 : 0));
  const before = room.reduce((sum, size) => sum + size, 0);
  const bytes = new Uint8Array(before + 8 + 20 * entries.length + 8);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(before, BigInt(entries.length), true);
  let free = 0;
  entries.forEach(([tag, type, values], index) => {
    const at = before + 8 + 20 * index;
    view.setUint16(at, tag, true);
    view.setUint16(at + 2, type, true);
    view.setBigUint64(at + 4, BigInt(type === RATIONAL ? values.length / 2 : values.length), true);
    const isOutside = room[index]! > 0;
    if (isOutside) view.setBigUint64(at + 12, BigInt(offset + free), true);
    writeValues(view, isOutside ? free : at + 12, type, values);
    free += room[index]!;
  });
  view.setBigUint64(before + 8 + 20 * entries.length, BigInt(next), true);
  return { bytes, start: offset + before };
}

function writeValues(view: DataView, at: number, type: number, values: readonly number[]): void {
  const size = BYTES[type]!;
  values.forEach((value, index) => {
    if (size === 2) view.setUint16(at + 2 * index, value, true);
    else if (size === 4) view.setUint32(at + 4 * index, value, true);
    else view.setBigUint64(at + 8 * index, BigInt(value), true);
  });
}
