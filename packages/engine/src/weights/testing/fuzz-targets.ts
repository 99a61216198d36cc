import { createHash } from 'node:crypto';
import { checkpointPieces, decodeCheckpoint } from '../../checkpoint/checkpoint.ts';
import { CheckpointError } from '../../checkpoint/checkpoint-error.ts';
import { readPth } from '../pth.ts';
import { packWeights, unpackWeights } from '../quantise.ts';
import { readSafetensors, writeSafetensors } from '../safetensors.ts';
import { elementCount, type StoredTensors } from '../stored-tensor.ts';
import { WeightsFileError } from '../weights-file-error.ts';
import type { FuzzTarget } from './fuzz.ts';
import { dict, global, pickle, REDUCE, tensor, tuple } from './pickle-assembler.ts';
import { joined, legacyFile, type Storages, zipFile } from './pth-files.ts';

const weights = new Map([
  ['layer.weight', weight([4, 3, 2])],
  ['layer.bias', weight([4])],
  ['scale', weight([])],
]);

function weight(shape: readonly number[]) {
  const data = Float32Array.from({ length: elementCount(shape) ?? 0 }, (_, i) => Math.sin(i) * 3);
  return { shape, data };
}

const storages: Storages = {
  '0': { elements: 24, bytes: new Uint8Array(weight([24]).data.buffer) },
  '1': { elements: 6, bytes: new Uint8Array(new BigInt64Array(6).fill(-5n).buffer) },
};
const floats = { type: 'FloatStorage', key: '0', elements: 24 };
const longs = { type: 'LongStorage', key: '1', elements: 6 };
const parameter = tuple(tensor(floats, 0, [24], [1]));
const stateDict = pickle(
  dict({
    state_dict: dict({
      'layer.weight': tensor(floats, 0, [4, 3, 2], [6, 2, 1]),
      'layer.turned': tensor(floats, 2, [3, 4], [1, 5]),
      'layer.parameter': [...global('torch._utils', '_rebuild_parameter'), ...parameter, ...REDUCE],
      count: tensor(longs, 1, [2], [2]),
    }),
  }),
);
const checkpoint = joined(
  checkpointPieces({ step: 12, record: { epoch: 3 }, tensors: packWeights(weights, 'float32') }),
);
const safetensors = writeSafetensors(packWeights(weights, 'int8'), { made: 'by hand' });
const headerEnd = 8 + Number(new DataView(safetensors.buffer).getBigUint64(0, true));

/** All formats; where a checksum or a length would stop nearly every fault at the door, a second one behind the door. */
export const FUZZ_TARGETS: readonly FuzzTarget[] = [
  { name: 'safetensors', valid: safetensors, read: readWeights },
  {
    name: 'safetensors header',
    valid: safetensors.slice(8, headerEnd),
    file: roundHeader,
    read: readWeights,
  },
  { name: 'zip .pth', valid: zipFile(stateDict, storages), read: readTorch },
  { name: 'deflated .pth', valid: zipFile(stateDict, storages, 6), read: readTorch },
  {
    name: 'pickle of a zip .pth',
    valid: stateDict,
    file: (part) => zipFile(part, storages),
    read: readTorch,
  },
  { name: 'legacy .pth', valid: legacyFile(stateDict, storages), read: readTorch },
  { name: 'checkpoint', valid: checkpoint, read: readUnaltered },
  { name: 'sealed checkpoint', valid: checkpoint, file: sealed, read: readState },
];

/** Whether an error is the refusal that these readers promise. */
export function isRefusal(error: unknown): boolean {
  return error instanceof WeightsFileError || error instanceof CheckpointError;
}

function readWeights(file: Uint8Array): number {
  const { tensors } = readSafetensors(file);
  const bytes = checkedBytes(tensors, file);
  unpackWeights(tensors);
  return bytes;
}

function readTorch(file: Uint8Array): number {
  return checkedBytes(readPth(file), file);
}

function readState(file: Uint8Array): number {
  return checkedBytes(decodeCheckpoint(file).tensors, file);
}

/** The checksum must have let nothing but the original through. */
function readUnaltered(file: Uint8Array): number {
  const bytes = readState(file);
  const isOriginal = file.length === checkpoint.length && file.every((byte, i) => byte === checkpoint[i]);
  if (!isOriginal) throw new Error('an altered checkpoint was accepted');
  return bytes;
}

/** What was accepted must be whole, and must not take more memory than the file gives a reason for. */
function checkedBytes(tensors: StoredTensors, file: Uint8Array): number {
  const buffers = new Set<ArrayBufferLike>();
  for (const [name, { shape, data }] of tensors) {
    if (elementCount(shape) !== data.length)
      throw new Error(`${name}: ${data.length} elements, shape [${shape}]`);
    buffers.add(data.buffer);
  }
  const bytes = [...buffers].reduce((sum, buffer) => sum + buffer.byteLength, 0);
  if (bytes > 2000 * file.length + 2 ** 20) throw new Error(`${bytes} bytes out of ${file.length}`);
  return bytes;
}

function roundHeader(header: Uint8Array): Uint8Array {
  const length = new Uint8Array(new BigUint64Array([BigInt(header.length)]).buffer);
  return joined([length, header, safetensors.subarray(headerEnd)]);
}

/** The checksum mended, as whoever alters a file on purpose would. */
function sealed(part: Uint8Array): Uint8Array {
  const file = part.slice();
  file.fill(0x30, 35, 99);
  const digest = createHash('sha256').update(file).digest('hex');
  if (file.length >= 99) file.set(new TextEncoder().encode(digest), 35);
  return file;
}
