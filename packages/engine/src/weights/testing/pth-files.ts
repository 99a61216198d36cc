import { type Zippable, zipSync } from 'fflate';
import {
  APPENDS,
  type Code,
  dict,
  EMPTY_LIST,
  integer,
  long,
  MARK,
  pickle,
  text,
} from './pickle-assembler.ts';

/** Storages by key: their bytes and how many elements they have. */
export type Storages = Readonly<Record<string, { readonly elements: number; readonly bytes: Uint8Array }>>;

/** A file as `torch.save` writes it since 1.6. */
export function zipFile(
  data: Uint8Array,
  storages: Storages,
  level: 0 | 6 = 0,
  more: Zippable = {},
): Uint8Array {
  const entries = Object.entries(storages).map(([key, { bytes }]) => [`archive/data/${key}`, bytes] as const);
  const files: Zippable = { 'archive/data.pkl': data, ...Object.fromEntries(entries), ...more };
  return zipSync(files, { level, mtime: new Date(2000, 1, 1) });
}

/** A file as `torch.save` wrote it before 1.6. */
export function legacyFile(object: Uint8Array, storages: Storages, littleEndian: Code = [0x88]): Uint8Array {
  const entries = Object.entries(storages);
  const keys = pickle(EMPTY_LIST, MARK, ...entries.map(([key]) => text(key)), APPENDS);
  return joined([
    pickle(long(0x1950a86a20f9469cfc6cn, 10)),
    pickle(integer(1001)),
    pickle(dict({ protocol_version: integer(1001), little_endian: littleEndian })),
    object,
    keys,
    ...entries.flatMap(([, { elements, bytes }]) => [
      new Uint8Array(new BigInt64Array([BigInt(elements)]).buffer),
      bytes,
    ]),
  ]);
}

/** Pieces side by side. */
export function joined(pieces: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(pieces.reduce((total, piece) => total + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}
