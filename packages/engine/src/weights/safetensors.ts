import { type HeaderValue, parseHeader } from './header-json.ts';
import { CODES, checkPlaces, placedTensor } from './safetensors-header.ts';
import {
  bytesOf,
  bytesPerElement,
  checkTensor,
  type StoredTensor,
  type StoredTensors,
  tensorOver,
} from './stored-tensor.ts';
import { quoted, WeightsFileError } from './weights-file-error.ts';

/** What a safetensors file holds. */
export interface Safetensors {
  /** In the header's order. Arrays are views of the file's bytes where alignment allows. */
  readonly tensors: Map<string, StoredTensor>;
  /** The free text of `__metadata__`, own properties all; empty where the file has none. */
  readonly metadata: Record<string, string>;
}

/** What a file may ask of the reader. */
export interface SafetensorsLimits {
  /** The longest header; default 16 MiB, about 100,000 tensors. */
  readonly headerBytes?: number;
}

const MOST_HEADER_BYTES = 16 * 2 ** 20;
const LENGTH_BYTES = 8;
const METADATA = '__metadata__';

/**
 * Reads a safetensors file (github.com/huggingface/safetensors): 8 bytes of header length, a JSON header, the tensors'
 * bytes. Every part of the file is accounted for: tensors lie side by side, without gap or overlap, up to its end.
 * @throws WeightsFileError in one line that names the tensor, for whatever does not fit
 */
export function readSafetensors(bytes: Uint8Array, limits: SafetensorsLimits = {}): Safetensors {
  const dataStart = LENGTH_BYTES + headerLength(bytes, limits.headerBytes ?? MOST_HEADER_BYTES);
  const header = parseHeader(headerText(bytes.subarray(LENGTH_BYTES, dataStart)));
  const metadata = readMetadata(header.get(METADATA));
  const placed = [...header]
    .filter(([name]) => name !== METADATA)
    .map(([name, value]) => placedTensor(name, value));
  checkPlaces(placed, bytes.length - dataStart);
  const tensors = placed.map(({ name, dtype, shape, begin, end }) => {
    const own = bytes.subarray(dataStart + begin, dataStart + end);
    return [name, tensorOver(name, dtype, shape, own)] as const;
  });
  return { tensors: new Map(tensors), metadata };
}

function headerLength(bytes: Uint8Array, most: number): number {
  if (bytes.length < LENGTH_BYTES) {
    throw new WeightsFileError(
      `${bytes.length} bytes are no safetensors file; expected ${LENGTH_BYTES} and a header`,
    );
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = view.getBigUint64(0, true);
  const room = bytes.length - LENGTH_BYTES;
  if (length > room) {
    throw new WeightsFileError(
      `the header is to have ${length} bytes, but ${room} follow; the file is torn or no safetensors`,
    );
  }
  if (length > most) throw new WeightsFileError(`the header has ${length} bytes; expected at most ${most}`);
  return Number(length);
}

function headerText(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new WeightsFileError('the header is not UTF-8 text; the file is altered or no safetensors');
  }
}

function readMetadata(value: HeaderValue | undefined): Record<string, string> {
  if (value === undefined) return {};
  if (!(value instanceof Map))
    throw new WeightsFileError(`${METADATA} is no object; expected names with texts`);
  const texts = [...value].map(([key, text]): [string, string] => {
    if (typeof text === 'string') return [key, text];
    throw new WeightsFileError(`${METADATA}: ${quoted(key)} is no text; expected texts only`);
  });
  return Object.fromEntries(texts);
}

/**
 * The file in pieces, so that whoever writes it need not hold it twice: length and header, then each tensor's bytes as a
 * view. The header names tensors in the given order, after the metadata; the data lies widest elements first from a
 * multiple of 8 on, so that every tensor is aligned and readers need not copy.
 * @throws WeightsFileError where a tensor's data does not fit its dtype and shape, or it's called `__metadata__`
 */
export function safetensorsPieces(
  tensors: StoredTensors,
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array[] {
  for (const [name, tensor] of tensors) checkTensor(name, tensor);
  if (tensors.has(METADATA)) throw new WeightsFileError(`a tensor may not be called ${METADATA}; rename it`);
  const widestFirst = [...tensors].sort(
    ([, a], [, b]) => bytesPerElement(b.dtype) - bytesPerElement(a.dtype), // stable
  );
  const ends = new Map<string, number>();
  let end = 0;
  for (const [name, { data }] of widestFirst) {
    end += data.byteLength;
    ends.set(name, end);
  }
  const entries = [...tensors].map(([name, { dtype, shape, data }]) => {
    const last = ends.get(name) ?? 0;
    const entry = { dtype: CODES[dtype], shape, data_offsets: [last - data.byteLength, last] };
    return `${JSON.stringify(name)}:${JSON.stringify(entry)}`;
  });
  if (Object.keys(metadata).length > 0) entries.unshift(`"${METADATA}":${JSON.stringify(metadata)}`);
  return [lengthAndHeader(`{${entries.join()}}`), ...widestFirst.map(([, tensor]) => bytesOf(tensor))];
}

function lengthAndHeader(json: string): Uint8Array {
  const text = new TextEncoder().encode(json);
  const length = Math.ceil(text.length / 8) * 8;
  const bytes = new Uint8Array(LENGTH_BYTES + length).fill(0x20); // spaces, which JSON allows
  new DataView(bytes.buffer).setBigUint64(0, BigInt(length), true);
  bytes.set(text, LENGTH_BYTES);
  return bytes;
}

/** The whole file at once; see `safetensorsPieces`. */
export function writeSafetensors(
  tensors: StoredTensors,
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array {
  const pieces = safetensorsPieces(tensors, metadata);
  const file = new Uint8Array(pieces.reduce((total, piece) => total + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    file.set(piece, at);
    at += piece.length;
  }
  return file;
}
