import { Inflate } from 'fflate';
import { quoted, WeightsFileError } from './weights-file-error.ts';
import type { ZipEntry } from './zip-directory.ts';

/**
 * What fflate is given at a time. DEFLATE grows bytes at most 1032 times, so that an entry that lies about its size is
 * caught after 4 MiB at the latest; fflate also loses bytes of longer runs of literals (its pull request 295).
 */
const PIECE_BYTES = 4096;

/**
 * The bytes of an entry: a view of the file where they are stored, else inflated into as many bytes as the directory says.
 * @throws WeightsFileError naming the entry, where it does not inflate to that size or has another checksum
 */
export function zipEntryBytes(file: Uint8Array, entry: ZipEntry): Uint8Array {
  const packed = file.subarray(entry.start, entry.start + entry.packedBytes);
  const bytes = entry.method === 0 ? packed : inflate(packed, entry);
  const crc = crc32(bytes);
  if (crc !== entry.crc) {
    const [received, expected] = [crc, entry.crc].map((value) => value.toString(16).padStart(8, '0'));
    throw new WeightsFileError(
      `zip entry ${quoted(entry.name)} has checksum ${received}; expected ${expected}: the file is altered`,
    );
  }
  return bytes;
}

function inflate(packed: Uint8Array, { name, bytes }: ZipEntry): Uint8Array {
  const refuse = (what: string): never => {
    throw new WeightsFileError(`zip entry ${quoted(name)} ${what}; expected ${bytes} bytes`);
  };
  // No stream of DEFLATE grows further: a promise past it would only cost memory.
  if (bytes > 1032 * packed.length) refuse(`is to inflate from ${packed.length} bytes`);
  const whole = new Uint8Array(bytes);
  let filled = 0;
  const stream = new Inflate((piece) => {
    if (filled + piece.length > bytes) refuse('inflates to more');
    whole.set(piece, filled);
    filled += piece.length;
  });
  for (let at = 0; at < packed.length; at += PIECE_BYTES) {
    const end = Math.min(at + PIECE_BYTES, packed.length);
    try {
      stream.push(packed.subarray(at, end), end === packed.length);
    } catch (error) {
      if (error instanceof WeightsFileError) throw error;
      refuse(`does not inflate (${error instanceof Error ? error.message : error})`);
    }
  }
  return filled === bytes ? whole : refuse(`inflates to ${filled}`);
}

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  return crc;
});

/** CRC-32 of zip files (ISO 3309, polynomial 0x04c11db7, reflected). */
export function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (let i = 0; i < bytes.length; i++) crc = CRC_TABLE[(crc ^ bytes[i]) & 0xff] ^ (crc >>> 8);
  return (crc ^ 0xffffffff) >>> 0;
}
