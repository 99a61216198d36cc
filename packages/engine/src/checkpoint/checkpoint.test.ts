import { describe, expect, test } from 'vitest';
import { readSafetensors } from '../weights/safetensors.ts';
import type { StoredTensors } from '../weights/stored-tensor.ts';
import { joined } from '../weights/testing/pth-files.ts';
import { type Checkpoint, checkpointPieces, decodeCheckpoint } from './checkpoint.ts';
import { CheckpointError } from './checkpoint-error.ts';

const tensors: StoredTensors = new Map([
  ['weight', { dtype: 'float32', shape: [2, 2], data: Float32Array.of(1, 2, 3, 4) }],
  ['adam.step', { dtype: 'int64', shape: [], data: BigInt64Array.of(7n) }],
]);
const CHECKPOINT: Checkpoint = {
  step: 7,
  record: { epoch: 1, generator: [1, 4294967295], note: 'Ж "x"' },
  tensors,
};
const file = (checkpoint: Checkpoint = CHECKPOINT): Uint8Array => joined(checkpointPieces(checkpoint));

test('a checkpoint comes back as it was, and is a safetensors file', () => {
  const { step, record, tensors: back } = decodeCheckpoint(file());
  expect({ step, record }).toEqual({ step: 7, record: CHECKPOINT.record });
  expect([...back]).toEqual([...tensors]);
  const { metadata } = readSafetensors(file());
  expect(Object.keys(metadata)).toEqual(['sha256', 'checkpointVersion', 'step', 'record']);
});

describe('the checksum', () => {
  test('sees every bit of the file', () => {
    const bytes = file();
    for (let bit = 0; bit < 8 * bytes.length; bit++) {
      bytes[bit >> 3] ^= 1 << (bit & 7);
      expect(() => decodeCheckpoint(bytes)).toThrow(CheckpointError);
      bytes[bit >> 3] ^= 1 << (bit & 7);
    }
    expect(decodeCheckpoint(bytes).step).toBe(7);
  });

  test('sees every missing and every added byte', () => {
    const bytes = file();
    for (let length = 0; length < bytes.length; length++) {
      expect(() => decodeCheckpoint(bytes.subarray(0, length))).toThrow(CheckpointError);
    }
    expect(() => decodeCheckpoint(joined([bytes, Uint8Array.of(0)]))).toThrow(
      /^its SHA-256 is .*: the file is torn or altered$/,
    );
  });
});

test('steps and records out of range are not written', () => {
  const pieces = (changes: Partial<Checkpoint>) => () => checkpointPieces({ ...CHECKPOINT, ...changes });
  for (const step of [-1, 1.5, 1e9, Number.NaN])
    expect(pieces({ step })).toThrow(`step ${step} is no whole number`);
  expect(pieces({ record: { best: Infinity } })).toThrow(
    'the record holds Infinity under "best"; JSON has finite numbers only',
  );
  expect(pieces({ record: { log: 'x'.repeat(2 ** 22) } })).toThrow('expected at most 4194304, use tensors');
});
