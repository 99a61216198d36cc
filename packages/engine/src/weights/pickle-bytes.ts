import { WeightsFileError } from './weights-file-error.ts';

/** The longest text; names are short, and JavaScript's own bound would be no `WeightsFileError`. */
const LONGEST_TEXT = 2 ** 20;
/** The longest integer in bytes; PyTorch's magic number has 10. */
const LONGEST_INTEGER = 16;

/** The bytes of a pickle one after the other; every reading past the end is refused. */
export class PickleBytes {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  /** Where the next byte lies. */
  at: number;

  constructor(bytes: Uint8Array, start: number) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.at = start;
  }

  uint8(): number {
    return this.#view.getUint8(this.#take(1));
  }

  uint16(): number {
    return this.#view.getUint16(this.#take(2), true);
  }

  int32(): number {
    return this.#view.getInt32(this.#take(4), true);
  }

  uint32(): number {
    return this.#view.getUint32(this.#take(4), true);
  }

  /** Inexact past 2^53, where it is past the end of any file. */
  uint64(): number {
    return Number(this.#view.getBigUint64(this.#take(8), true));
  }

  /** Pickles keep floats, alone of all numbers, highest byte first. */
  float64(): number {
    return this.#view.getFloat64(this.#take(8), false);
  }

  /** A two's complement integer of `length` bytes, lowest first; a number where it is exact as one. */
  integer(length: number): number | bigint {
    if (length > LONGEST_INTEGER) {
      throw new WeightsFileError(
        `the pickle has an integer of ${length} bytes; expected at most ${LONGEST_INTEGER}`,
      );
    }
    const start = this.#take(length);
    let value = 0n;
    for (let i = length - 1; i >= 0; i--) value = (value << 8n) | BigInt(this.#bytes[start + i]);
    value = BigInt.asIntN(8 * length, value);
    const number = Number(value);
    return Number.isSafeInteger(number) ? number : value;
  }

  slice(length: number): Uint8Array {
    const start = this.#take(length);
    return this.#bytes.subarray(start, start + length);
  }

  text(length: number): string {
    if (length > LONGEST_TEXT) {
      throw new WeightsFileError(
        `the pickle has a text of ${length} bytes; expected at most ${LONGEST_TEXT}`,
      );
    }
    const start = this.at;
    try {
      return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(this.slice(length));
    } catch (error) {
      if (error instanceof WeightsFileError) throw error;
      throw new WeightsFileError(`the text at byte ${start} of the pickle is not UTF-8`);
    }
  }

  /** A text up to the next line end, which is skipped. */
  line(): string {
    const end = this.#bytes.subarray(this.at, this.at + LONGEST_TEXT).indexOf(0x0a);
    if (end < 0)
      throw new WeightsFileError(`the name at byte ${this.at} of the pickle has no end; the file is torn`);
    const text = this.text(end);
    this.at++;
    return text;
  }

  #take(length: number): number {
    const start = this.at;
    if (start + length > this.#bytes.length) {
      const left = this.#bytes.length - start;
      throw new WeightsFileError(
        `the pickle ends at byte ${start}: ${length} more are expected, ${left} are left`,
      );
    }
    this.at += length;
    return start;
  }
}
