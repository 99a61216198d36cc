import { type PickleHost, setPairs } from './pickle.ts';
import {
  describe,
  type PickleDict,
  PickleFunction,
  PickleObject,
  PickleTuple,
  type PickleValue,
} from './pickle-values.ts';
import type { StoredDataType } from './stored-tensor.ts';
import { quoted, WeightsFileError } from './weights-file-error.ts';

/** One of PyTorch's storage classes, which stand for the dtype of the storages. */
class StorageClass extends PickleObject {
  readonly what: string;
  readonly dtype: StoredDataType;

  constructor(name: string, dtype: StoredDataType) {
    super();
    this.what = `the class torch.${name}`;
    this.dtype = dtype;
  }
}

/** The elements that tensors lie in; which bytes they are is the file format's concern. */
export class StorageReference extends PickleObject {
  readonly what = 'a storage';
  readonly dtype: StoredDataType;
  readonly key: string;
  readonly elements: number;

  constructor(dtype: StoredDataType, key: string, elements: number) {
    super();
    this.dtype = dtype;
    this.key = key;
    this.elements = elements;
  }
}

/** A tensor as the pickle describes it: unchecked, because what is wrong with it is said with its name, later. */
export class TensorReference extends PickleObject {
  readonly what = 'a tensor';
  readonly storage: PickleValue | undefined;
  readonly offset: PickleValue | undefined;
  readonly shape: PickleValue | undefined;
  readonly strides: PickleValue | undefined;

  constructor([storage, offset, shape, strides]: readonly PickleValue[]) {
    super();
    this.storage = storage;
    this.offset = offset;
    this.shape = shape;
    this.strides = strides;
  }
}

const STORAGES: Readonly<Record<string, StoredDataType>> = {
  DoubleStorage: 'float64',
  FloatStorage: 'float32',
  HalfStorage: 'float16',
  BFloat16Storage: 'bfloat16',
  LongStorage: 'int64',
  IntStorage: 'int32',
  ShortStorage: 'int16',
  CharStorage: 'int8',
  ByteStorage: 'uint8',
  BoolStorage: 'bool',
};

/**
 * All that a file may name: dicts, tensors, parameters (which are their tensors), storages. `torch.storage._load_from_bytes`,
 * which PyTorch itself once used for lone storages, unpickles what it is given and is not among them.
 */
const GLOBALS: ReadonlyMap<string, PickleValue> = new Map<string, PickleValue>([
  ['collections.OrderedDict', new PickleFunction('collections.OrderedDict', orderedDict)],
  ['torch._utils._rebuild_tensor', new PickleFunction('torch._utils._rebuild_tensor', tensor)],
  ['torch._utils._rebuild_tensor_v2', new PickleFunction('torch._utils._rebuild_tensor_v2', tensor)],
  ['torch._utils._rebuild_parameter', new PickleFunction('torch._utils._rebuild_parameter', parameter)],
  ['torch.Size', new PickleFunction('torch.Size', size)],
  ...Object.entries(STORAGES).flatMap(([name, dtype]) => {
    const storage = new StorageClass(name, dtype);
    return [`torch.${name}`, `torch.cuda.${name}`].map((global) => [global, storage] as const);
  }),
]);

/** A host that knows these globals; `onStorage` sees every storage that the pickle names. */
export function torchHost(onStorage: (storage: StorageReference) => void = () => {}): PickleHost {
  return {
    global: (module, name) => GLOBALS.get(`${module}.${name}`),
    persistent: (id) => {
      const storage = storageReference(id);
      onStorage(storage);
      return storage;
    },
    // Module versions hang on a state_dict as an attribute.
    takesState: (object) => object instanceof Map,
  };
}

/** Of ('storage', class, key, device, elements), and in legacy files a view, which PyTorch stopped writing in 2018. */
function storageReference(id: PickleValue): StorageReference {
  const [kind, storageClass, key, , elements, view] = id instanceof PickleTuple ? id.items : [];
  if (
    kind !== 'storage' ||
    !(storageClass instanceof StorageClass) ||
    typeof key !== 'string' ||
    !isWhole(elements) ||
    (view !== undefined && view !== null)
  ) {
    const parts = id instanceof PickleTuple ? id.items.slice(0, 6).map(describe).join(', ') : describe(id);
    throw new WeightsFileError(
      `the pickle refers to (${parts}); expected ('storage', class, key, device, elements)`,
    );
  }
  return new StorageReference(storageClass.dtype, key, elements);
}

/** A whole number from 0 that is exact. */
export function isWhole(value: PickleValue | undefined): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

/** Python 3 makes it empty and sets items later, Python 2 gives a list of pairs. */
function orderedDict(args: readonly PickleValue[]): PickleDict {
  const dict: PickleDict = new Map();
  const pairs = args.length === 0 ? [] : args[0];
  if (!Array.isArray(pairs))
    throw new WeightsFileError(`an OrderedDict is made of ${describe(pairs)}; expected pairs`);
  for (const pair of pairs) {
    const items = pair instanceof PickleTuple ? pair.items : pair;
    if (!Array.isArray(items) || items.length !== 2) {
      throw new WeightsFileError(`an OrderedDict has ${describe(pair)} for a pair; expected key and value`);
    }
    setPairs(dict, items);
  }
  return dict;
}

function tensor(args: readonly PickleValue[]): PickleValue {
  return new TensorReference(args);
}

function parameter([data]: readonly PickleValue[]): PickleValue {
  if (!(data instanceof TensorReference)) {
    throw new WeightsFileError(`a parameter is made of ${describe(data)}; expected a tensor`);
  }
  return data;
}

function size([sides]: readonly PickleValue[]): PickleValue {
  if (!(sides instanceof PickleTuple)) {
    throw new WeightsFileError(`a torch.Size is made of ${describe(sides)}; expected a tuple`);
  }
  return sides;
}

/** The whole numbers of a tuple or list. */
export function wholeNumbers(name: string, what: string, value: PickleValue | undefined): number[] {
  const items = value instanceof PickleTuple ? value.items : value;
  if (Array.isArray(items) && items.every(isWhole)) return items.filter(isWhole);
  throw new WeightsFileError(
    `tensor ${quoted(name)}: ${what} is ${describe(value)}; expected whole numbers from 0`,
  );
}
