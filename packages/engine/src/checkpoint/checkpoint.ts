import { createHash } from 'node:crypto';
import { readSafetensors, safetensorsPieces } from '../weights/safetensors.ts';
import type { StoredTensors } from '../weights/stored-tensor.ts';
import { quoted, WeightsFileError } from '../weights/weights-file-error.ts';
import { CheckpointError } from './checkpoint-error.ts';

/** What JSON can hold. Numbers are finite. */
export type JsonValue = string | number | boolean | null | readonly JsonValue[] | JsonRecord;
export interface JsonRecord {
  readonly [key: string]: JsonValue;
}

/** All that training needs to go on from where it was. */
export interface Checkpoint {
  /** Optimiser steps taken; a whole number from 0 to 999,999,999. */
  readonly step: number;
  /** What is small and no tensor: generator state, epoch, learning rate, best score. At most 4 MiB as JSON. */
  readonly record: JsonRecord;
  /** Weights and optimiser state by name. */
  readonly tensors: StoredTensors;
}

export const LAST_STEP = 999_999_999;
const FORMAT_VERSION = '1';
const MOST_RECORD = 2 ** 22;

const START = '{"__metadata__":{"sha256":"';
const DIGITS = 64;
const DIGITS_AT = 8 + START.length;
const UNSEALED = '0'.repeat(DIGITS);

/**
 * A checkpoint as the pieces of a file: a valid safetensors file whose metadata holds `sha256`, `checkpointVersion`, `step`
 * and `record` (JSON), in this order. The checksum is of the whole file with zeros in place of its own 64 digits, which
 * always stand at byte 35, so that it is checked before anything else is believed.
 * @throws CheckpointError where step or record is out of range, WeightsFileError for a tensor that does not fit its shape
 */
export function checkpointPieces({ step, record, tensors }: Checkpoint): Uint8Array[] {
  checkStep(step);
  const metadata = {
    sha256: UNSEALED,
    checkpointVersion: FORMAT_VERSION,
    step: String(step),
    record: recordText(record),
  };
  const pieces = safetensorsPieces(tensors, metadata);
  const hash = createHash('sha256');
  for (const piece of pieces) hash.update(piece);
  new TextEncoder().encodeInto(hash.digest('hex'), pieces[0].subarray(DIGITS_AT));
  return pieces;
}

/** @throws CheckpointError unless the step is one that file names can hold */
export function checkStep(step: number): void {
  if (Number.isInteger(step) && step >= 0 && step <= LAST_STEP) return;
  throw new CheckpointError(`step ${step} is no whole number from 0 to ${LAST_STEP}`);
}

/** JSON writes NaN and infinity as null without a word, and a best score that was Infinity would be lost. */
function recordText(record: JsonRecord): string {
  const text = JSON.stringify(record, (key, value: unknown) => {
    if (typeof value !== 'number' || Number.isFinite(value)) return value;
    throw new CheckpointError(`the record holds ${value} under ${quoted(key)}; JSON has finite numbers only`);
  });
  if (text.length <= MOST_RECORD) return text;
  throw new CheckpointError(
    `the record has ${text.length} characters; expected at most ${MOST_RECORD}, use tensors`,
  );
}

/**
 * Reads a checkpoint from the bytes of its file; arrays are views of them.
 * @throws CheckpointError where the checksum does not hold, or the content is none of a checkpoint all the same
 */
export function decodeCheckpoint(bytes: Uint8Array): Checkpoint {
  checkSeal(bytes);
  const { tensors, metadata } = contentOf(bytes);
  const { checkpointVersion, step, record } = metadata;
  if (checkpointVersion !== FORMAT_VERSION) {
    const received = checkpointVersion === undefined ? 'none' : quoted(checkpointVersion);
    throw new CheckpointError(`checkpoint version ${received} is not read; expected "${FORMAT_VERSION}"`);
  }
  if (!/^(0|[1-9]\d{0,8})$/.test(step ?? '')) {
    throw new CheckpointError(
      `the step is ${step === undefined ? 'missing' : quoted(step)}; expected 0 to ${LAST_STEP}`,
    );
  }
  return { step: Number(step), record: recordOf(record), tensors };
}

function checkSeal(bytes: Uint8Array): void {
  const digitsEnd = DIGITS_AT + DIGITS;
  const text = new TextDecoder('latin1').decode(bytes.subarray(8, digitsEnd));
  if (bytes.length < digitsEnd || !text.startsWith(START)) {
    throw new CheckpointError(
      `${bytes.length} bytes without the start of a checkpoint; the file is torn or something else`,
    );
  }
  const expected = text.slice(START.length);
  const hash = createHash('sha256');
  hash.update(bytes.subarray(0, DIGITS_AT)).update(UNSEALED).update(bytes.subarray(digitsEnd));
  const received = hash.digest('hex');
  if (received === expected) return;
  const found = `its SHA-256 is ${received.slice(0, 12)}…`;
  throw new CheckpointError(
    `${found}; expected ${quoted(expected.slice(0, 12))}…: the file is torn or altered`,
  );
}

function contentOf(bytes: Uint8Array): ReturnType<typeof readSafetensors> {
  try {
    return readSafetensors(bytes);
  } catch (error) {
    if (error instanceof WeightsFileError) throw new CheckpointError(error.message, { cause: error });
    throw error;
  }
}

function recordOf(text: string | undefined): JsonRecord {
  let record: unknown;
  try {
    record = JSON.parse(text ?? '');
  } catch {
    throw new CheckpointError('the record is missing or no JSON; expected an object');
  }
  if (isRecord(record)) return record;
  throw new CheckpointError('the record is something else than an object; expected an object');
}

/** Whether what JSON gave is an object; all that is in it is a `JsonValue` by its coming from JSON. */
function isRecord(value: unknown): value is JsonRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
