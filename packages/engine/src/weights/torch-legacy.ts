import { readPickle } from './pickle.ts';
import { describe, type PickleValue, shown } from './pickle-values.ts';
import { bytesPerElement } from './stored-tensor.ts';
import { type StorageReference, torchHost } from './torch-globals.ts';
import { aligned, type TorchFile } from './torch-zip.ts';
import { quoted, WeightsFileError } from './weights-file-error.ts';

const MAGIC = 0x1950a86a20f9469cfc6cn;
const VERSION = 1001;
const COUNT_BYTES = 8;

/** Whether the file starts as a pickle does; only its first value tells whether `torch.save` wrote it. */
export function looksLegacy(file: Uint8Array): boolean {
  return file[0] === 0x80;
}

/**
 * Opens what `torch.save` wrote before 1.6: pickles of a magic number, a version, the writing machine, the object and
 * the storages' keys, then each storage as its number of elements (64 bits) and its bytes.
 */
export function openTorchLegacy(file: Uint8Array): TorchFile {
  const referred = new Map<string, StorageReference>();
  const host = torchHost((storage) => {
    const known = referred.get(storage.key);
    if (known && (known.dtype !== storage.dtype || known.elements !== storage.elements)) {
      throw new WeightsFileError(`storage ${quoted(storage.key)} is referred to in two ways; expected one`);
    }
    referred.set(storage.key, storage);
  });
  let at = 0;
  const next = (): PickleValue => {
    const { value, end } = readPickle(file, at, host);
    at = end;
    return value;
  };
  checkMagic(next());
  checkPreamble(next(), next());
  const value = next();
  const keys = next();
  if (!Array.isArray(keys))
    throw new WeightsFileError('the file has no list of storage keys where one is expected');

  const storages = new Map<string, Uint8Array>();
  for (const key of keys) {
    const storage = typeof key === 'string' && !storages.has(key) ? referred.get(key) : undefined;
    if (!storage) {
      throw new WeightsFileError(
        `storage ${shown(key)} is not referred to, or is there twice; expected it once`,
      );
    }
    const bytes = readStorage(file, at, storage);
    at += COUNT_BYTES + bytes.length;
    storages.set(storage.key, bytes);
  }
  if (at !== file.length)
    throw new WeightsFileError(`the file has ${file.length} bytes; expected it to end at ${at}`);

  const storageBytes = ({ key }: StorageReference): Uint8Array => {
    const bytes = storages.get(key);
    if (!bytes) throw new WeightsFileError(`storage ${quoted(key)} is referred to, but not in the file`);
    const ready = aligned(bytes);
    storages.set(key, ready);
    return ready;
  };
  return { value, storageBytes };
}

function checkMagic(magic: PickleValue): void {
  if (magic === MAGIC) return;
  throw new WeightsFileError(`the file is a pickle of ${describe(magic)}; expected PyTorch's magic number`);
}

function checkPreamble(version: PickleValue, machine: PickleValue): void {
  if (version !== VERSION) {
    throw new WeightsFileError(
      `the legacy PyTorch file has version ${describe(version)}; expected ${VERSION}`,
    );
  }
  if (machine instanceof Map && machine.get('little_endian') === true) return;
  throw new WeightsFileError(
    'the file was written on a big-endian machine, or does not say; expected little-endian',
  );
}

function readStorage(file: Uint8Array, at: number, { key, dtype, elements }: StorageReference): Uint8Array {
  const start = at + COUNT_BYTES;
  const end = start + elements * bytesPerElement(dtype);
  if (end > file.length) {
    throw new WeightsFileError(
      `storage ${quoted(key)} ends at byte ${end}, but the file has ${file.length}; it is torn`,
    );
  }
  const count = new DataView(file.buffer, file.byteOffset).getBigInt64(at, true);
  if (count !== BigInt(elements)) {
    throw new WeightsFileError(`storage ${quoted(key)} has ${count} elements; expected ${elements}`);
  }
  return file.subarray(start, end);
}
