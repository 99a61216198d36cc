import { quoted, WeightsFileError } from './weights-file-error.ts';

/** An entry of a zip file; offsets in bytes from the start of the file. */
export interface ZipEntry {
  readonly name: string;
  /** How it is packed: 0 stored, 8 deflated. */
  readonly method: number;
  readonly start: number;
  readonly packedBytes: number;
  readonly bytes: number;
  readonly crc: number;
}

/** Signatures and lengths of the records of PKWARE's APPNOTE.TXT. */
const LOCAL = { signature: 0x04034b50, bytes: 30 };
const CENTRAL = { signature: 0x02014b50, bytes: 46 };
const END = { signature: 0x06054b50, bytes: 22 };
const END_64 = { signature: 0x06064b50, bytes: 56 };
const LOCATOR_64 = { signature: 0x07064b50, bytes: 20 };
const LONGEST_COMMENT = 0xffff;
const EXTRA_64 = 1;
const ELSEWHERE_32 = 0xffffffff;
const ENCRYPTED = 1;
const STORED = 0;
const DEFLATED = 8;

/**
 * The directory of a zip or zip64 file, without a look at the packed bytes. Names are unique, entries lie inside the file
 * and don't overlap (the trick of many entries over the same bytes), and what inflating would take is known and bounded
 * before anything is inflated.
 * @param mostInflated bytes that all deflated entries together may grow to
 * @throws WeightsFileError naming the entry
 */
export function readZipDirectory(file: Uint8Array, mostInflated: number): Map<string, ZipEntry> {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const directory = findDirectory(view);
  const entries = new Map<string, ZipEntry>();
  let at = directory.start;
  for (let index = 0; index < directory.entries; index++) {
    const { entry, next } = readEntry(file, view, at, directory);
    if (entries.has(entry.name)) throw new WeightsFileError(`the zip has entry ${quoted(entry.name)} twice`);
    entries.set(entry.name, entry);
    at = next;
  }
  checkOverlap([...entries.values()]);
  const inflated = [...entries.values()].reduce(
    (sum, { method, bytes }) => sum + (method === STORED ? 0 : bytes),
    0,
  );
  if (inflated > mostInflated) {
    throw new WeightsFileError(
      `the zip would inflate to ${inflated} bytes; expected at most ${mostInflated}`,
    );
  }
  return entries;
}

interface Directory {
  readonly start: number;
  readonly end: number;
  readonly entries: number;
}

function findDirectory(view: DataView): Directory {
  const last = view.byteLength - END.bytes;
  let at = last;
  // The record ends the file, but for a comment whose length it tells.
  while (
    at >= 0 &&
    !(view.getUint32(at, true) === END.signature && at + view.getUint16(at + 20, true) === last)
  ) {
    at = last - at < LONGEST_COMMENT ? at - 1 : -1;
  }
  if (at < 0) throw new WeightsFileError('the zip has no directory at its end; the file is torn');
  const wide = findDirectory64(view, at);
  const entries = wide ? wide.entries : view.getUint16(at + 10, true);
  const bytes = wide ? wide.bytes : view.getUint32(at + 12, true);
  const start = wide ? wide.start : view.getUint32(at + 16, true);
  const end = start + bytes;
  if (end > (wide?.at ?? at)) {
    throw new WeightsFileError(
      `the zip's directory ends at byte ${end}; expected it before its end record at ${at}`,
    );
  }
  return { start, end, entries };
}

function findDirectory64(view: DataView, endRecord: number) {
  const locator = endRecord - LOCATOR_64.bytes;
  if (locator < 0 || view.getUint32(locator, true) !== LOCATOR_64.signature) return undefined;
  const at = wide(view, locator + 8);
  if (at + END_64.bytes > locator || view.getUint32(at, true) !== END_64.signature) {
    throw new WeightsFileError(
      `the zip has no zip64 record at byte ${at}, where its locator points; the file is altered`,
    );
  }
  return { at, entries: wide(view, at + 32), bytes: wide(view, at + 40), start: wide(view, at + 48) };
}

/** 64 bits; inexact past 2^53, where they are past the end of any file. */
function wide(view: DataView, at: number): number {
  return Number(view.getBigUint64(at, true));
}

function readEntry(file: Uint8Array, view: DataView, at: number, directory: Directory) {
  const fixedEnd = at + CENTRAL.bytes;
  if (fixedEnd > directory.end || view.getUint32(at, true) !== CENTRAL.signature) {
    throw new WeightsFileError(
      `the zip's directory has no entry at byte ${at}; expected ${directory.entries} entries`,
    );
  }
  const nameBytes = view.getUint16(at + 28, true);
  const extraBytes = view.getUint16(at + 30, true);
  const next = fixedEnd + nameBytes + extraBytes + view.getUint16(at + 32, true);
  if (next > directory.end)
    throw new WeightsFileError(`the zip's directory entry at byte ${at} leaves the directory`);
  const rawName = file.subarray(fixedEnd, fixedEnd + nameBytes);
  const name = decodeName(rawName, at);
  const method = view.getUint16(at + 10, true);
  if (view.getUint16(at + 8, true) & ENCRYPTED || (method !== STORED && method !== DEFLATED)) {
    throw new WeightsFileError(
      `zip entry ${quoted(name)} is encrypted or packed by method ${method}; expected 0 or 8`,
    );
  }
  const extra = findExtra64(view, fixedEnd + nameBytes, extraBytes);
  const field = (value: number): number => (value === ELSEWHERE_32 && extra ? extra(name) : value);
  const bytes = field(view.getUint32(at + 24, true)); // the extra field's order
  const packedBytes = field(view.getUint32(at + 20, true));
  const local = field(view.getUint32(at + 42, true));
  const start = checkLocal(file, view, local, rawName, name, directory.start);
  if (start + packedBytes > directory.start) {
    throw new WeightsFileError(
      `zip entry ${quoted(name)} ends at byte ${start + packedBytes}, past the directory's start`,
    );
  }
  if (method === STORED && bytes !== packedBytes) {
    throw new WeightsFileError(
      `zip entry ${quoted(name)} is stored in ${packedBytes} bytes; expected ${bytes}`,
    );
  }
  return { entry: { name, method, start, packedBytes, bytes, crc: view.getUint32(at + 16, true) }, next };
}

function decodeName(bytes: Uint8Array, at: number): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new WeightsFileError(`the name of the zip's directory entry at byte ${at} is not UTF-8`);
  }
}

/** Takes the 64-bit values of a directory entry one after the other; undefined where it has none. */
function findExtra64(view: DataView, start: number, bytes: number): ((name: string) => number) | undefined {
  let at = start;
  while (at + 4 <= start + bytes) {
    const id = view.getUint16(at, true);
    const end = at + 4 + view.getUint16(at + 2, true);
    if (id === EXTRA_64 && end <= start + bytes) {
      let next = at + 4;
      return (name) => {
        if (next + 8 > end) throw new WeightsFileError(`zip entry ${quoted(name)} lacks a zip64 size`);
        next += 8;
        return wide(view, next - 8);
      };
    }
    at = end;
  }
  return undefined;
}

/** Where the entry's packed bytes start; its own header must be there and of the same name. */
function checkLocal(
  file: Uint8Array,
  view: DataView,
  at: number,
  rawName: Uint8Array,
  name: string,
  end: number,
): number {
  const nameStart = at + LOCAL.bytes;
  const fits = nameStart + rawName.length <= end && view.getUint32(at, true) === LOCAL.signature;
  const nameBytes = fits ? view.getUint16(at + 26, true) : 0;
  if (!fits || nameBytes !== rawName.length || rawName.some((byte, i) => byte !== file[nameStart + i])) {
    throw new WeightsFileError(
      `zip entry ${quoted(name)} has no header of its name at byte ${at}; the file is altered`,
    );
  }
  return nameStart + nameBytes + view.getUint16(at + 28, true);
}

function checkOverlap(entries: readonly ZipEntry[]): void {
  let free = 0;
  for (const { name, start, packedBytes } of [...entries].sort((a, b) => a.start - b.start)) {
    if (start < free) throw new WeightsFileError(`zip entry ${quoted(name)} overlaps the one before it`);
    free = start + packedBytes;
  }
}
