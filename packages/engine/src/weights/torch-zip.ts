import { readPickle } from './pickle.ts';
import type { PickleValue } from './pickle-values.ts';
import { bytesPerElement } from './stored-tensor.ts';
import { type StorageReference, torchHost } from './torch-globals.ts';
import { quoted, WeightsFileError } from './weights-file-error.ts';
import { readZipDirectory, type ZipEntry } from './zip-directory.ts';
import { zipEntryBytes } from './zip-entry.ts';

/** A PyTorch file, opened: the object that was saved, and the bytes of the storages in it. */
export interface TorchFile {
  readonly value: PickleValue;
  /** As many bytes as the storage's elements take, from a multiple of the element's size on. */
  readonly storageBytes: (storage: StorageReference) => Uint8Array;
}

const PICKLE = '/data.pkl';

/**
 * Opens the format that `torch.save` writes since 1.6: a zip of FOLDER/data.pkl and FOLDER/data/KEY, one per storage.
 * Entries are checked by their CRC-32; storages are only inflated when asked for, and once.
 */
export function openTorchZip(file: Uint8Array, mostInflated: number): TorchFile {
  const entries = readZipDirectory(file, mostInflated);
  const pickles = [...entries.keys()].filter(
    (name) => name.indexOf('/') === name.lastIndexOf(PICKLE) && name.endsWith(PICKLE),
  );
  if (pickles.length !== 1) {
    throw new WeightsFileError(
      `the zip has ${pickles.length} files FOLDER${PICKLE}; expected one, as torch.save writes`,
    );
  }
  const folder = pickles[0].slice(0, -PICKLE.length);
  checkByteOrder(file, entries.get(`${folder}/byteorder`));
  const pickle = entryBytes(file, entries, pickles[0]);
  const { value, end } = readPickle(pickle, 0, torchHost());
  if (end !== pickle.length)
    throw new WeightsFileError(`data.pkl has ${pickle.length} bytes; expected it to end at ${end}`);

  const opened = new Map<string, Uint8Array>();
  const storageBytes = ({ dtype, key, elements }: StorageReference): Uint8Array => {
    const bytes = opened.get(key) ?? aligned(entryBytes(file, entries, `${folder}/data/${key}`));
    opened.set(key, bytes);
    if (bytes.length !== elements * bytesPerElement(dtype)) {
      const expected = `${elements} of ${dtype}`;
      throw new WeightsFileError(
        `storage ${quoted(key)} has ${bytes.length} bytes, which are not the ${expected} expected`,
      );
    }
    return bytes;
  };
  return { value, storageBytes };
}

/** Since 2.1 files say it; all others were written on little-endian machines, or cannot be told. */
function checkByteOrder(file: Uint8Array, entry: ZipEntry | undefined): void {
  const order = entry && new TextDecoder().decode(zipEntryBytes(file, entry).subarray(0, 16));
  if (order !== undefined && order !== 'little') {
    throw new WeightsFileError(`the file's byte order is ${quoted(order)}; expected "little"`);
  }
}

function entryBytes(file: Uint8Array, entries: ReadonlyMap<string, ZipEntry>, name: string): Uint8Array {
  const entry = entries.get(name);
  if (!entry) throw new WeightsFileError(`the zip has no entry ${quoted(name)}, which the file refers to`);
  return zipEntryBytes(file, entry);
}

/** The bytes from a multiple of 8 on, copied where they are not, so that all tensors in them can be views. */
export function aligned(bytes: Uint8Array): Uint8Array {
  return bytes.byteOffset % 8 === 0 ? bytes : new Uint8Array(bytes); // slice() of a Node Buffer would be a view
}
