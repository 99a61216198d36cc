import { describe, type PickleDict, type PickleValue, shown } from './pickle-values.ts';
import type { StoredTensor } from './stored-tensor.ts';
import { placeTensor } from './strided.ts';
import { TensorReference } from './torch-globals.ts';
import { looksLegacy, openTorchLegacy } from './torch-legacy.ts';
import { openTorchZip } from './torch-zip.ts';
import { quoted, WeightsFileError } from './weights-file-error.ts';

/** How a PyTorch file is read. */
export interface PthOptions {
  /**
   * Under which key of the saved dict the tensors are; a list of keys for dicts within dicts. Default: the first of
   * `state_dict`, `model_state_dict` and `model` that holds a dict with tensors, else the saved dict itself.
   */
  readonly key?: string | readonly string[];
  /** What the file may ask of the reader. */
  readonly limits?: {
    /** Bytes that deflated entries may grow to, all together; default 1 GiB. `torch.save` does not deflate. */
    readonly inflatedBytes?: number;
    /** Bytes of tensors that are copied because of their strides, all together; default 1 GiB. */
    readonly copiedBytes?: number;
  };
}

const USUAL_KEYS = ['state_dict', 'model_state_dict', 'model'];
const GIBIBYTE = 2 ** 30;

/**
 * The tensors of a PyTorch state_dict (.pth, .pt, .bin), of the zip format or the legacy one of before 1.6, in the order
 * of the dict. Only tensors are read, by a machine that knows a fixed list of names and runs nothing of the file's.
 * Entries that are no tensors (an epoch, a version) are left out. Arrays may be views of `bytes` and of one another, as
 * tensors that share a storage are.
 * @throws WeightsFileError in one line: an unknown global by its name, what is torn, altered or too much
 */
export function readPth(bytes: Uint8Array, { key, limits = {} }: PthOptions = {}): Map<string, StoredTensor> {
  const file = open(bytes, limits.inflatedBytes ?? GIBIBYTE);
  const dict =
    key === undefined ? usualDict(file.value) : dictAt(file.value, typeof key === 'string' ? [key] : key);
  const budget = { bytes: limits.copiedBytes ?? GIBIBYTE };
  const tensors = new Map<string, StoredTensor>();
  for (const [name, value] of dict) {
    if (!(value instanceof TensorReference)) continue;
    if (typeof name !== 'string') {
      throw new WeightsFileError(`a tensor has ${describe(name)} for a name; expected a text`);
    }
    tensors.set(name, placeTensor(name, value, file.storageBytes, budget));
  }
  return tensors;
}

function open(bytes: Uint8Array, mostInflated: number) {
  if (bytes[0] === 0x50 && bytes[1] === 0x4b) return openTorchZip(bytes, mostInflated);
  if (looksLegacy(bytes)) return openTorchLegacy(bytes);
  const start = Array.from(bytes.subarray(0, 4), (byte) => byte.toString(16).padStart(2, '0')).join(' ');
  throw new WeightsFileError(
    `the file begins with '${start}'; expected a PyTorch file, zip (50 4b) or legacy (80)`,
  );
}

function usualDict(value: PickleValue): PickleDict {
  if (!(value instanceof Map)) {
    throw new WeightsFileError(
      `the file holds ${describe(value)}; expected a dict of tensors (a state_dict)`,
    );
  }
  for (const dict of [...USUAL_KEYS.map((key) => value.get(key)), value]) {
    if (dict instanceof Map && holdsTensors(dict)) return dict;
  }
  const keys = [...value].filter(([, inner]) => inner instanceof Map).map(([key]) => shown(key));
  const found =
    keys.length > 0 ? `dicts under ${keys.slice(0, 10).join(', ')}: give one as key` : 'no dicts either';
  throw new WeightsFileError(`the file's dict holds no tensors; it holds ${found}`);
}

function holdsTensors(dict: PickleDict): boolean {
  return [...dict.values()].some((value) => value instanceof TensorReference);
}

function dictAt(value: PickleValue, keys: readonly string[]): PickleDict {
  let inner: PickleValue | undefined = value;
  for (const key of keys) inner = inner instanceof Map ? inner.get(key) : undefined;
  if (inner instanceof Map && holdsTensors(inner)) return inner;
  const path = keys.map(quoted).join(', ');
  throw new WeightsFileError(
    `the file holds ${describe(inner)} under key ${path}; expected a dict of tensors`,
  );
}
