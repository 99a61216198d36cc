import type { HeaderObject, HeaderValue } from './header-json.ts';
import { bytesPerElement, elementCount, type StoredDataType } from './stored-tensor.ts';
import { listed, quoted, WeightsFileError } from './weights-file-error.ts';

/** The dtypes as safetensors calls them. */
export const CODES: Readonly<Record<StoredDataType, string>> = {
  float64: 'F64',
  float32: 'F32',
  float16: 'F16',
  bfloat16: 'BF16',
  int64: 'I64',
  int32: 'I32',
  int16: 'I16',
  int8: 'I8',
  uint8: 'U8',
  bool: 'BOOL',
};
const DTYPES = new Map(Object.entries(CODES).map(([dtype, code]) => [code, dtype as StoredDataType]));

/** A tensor's place: offsets in bytes from the end of the header. */
export interface PlacedTensor {
  readonly name: string;
  readonly dtype: StoredDataType;
  readonly shape: readonly number[];
  readonly begin: number;
  readonly end: number;
}

const FIELDS = ['dtype', 'shape', 'data_offsets'];
const WHOLE = /^(0|[1-9]\d*)$/;

/**
 * The header's entry of one tensor, checked in itself.
 * @throws WeightsFileError naming the tensor
 */
export function placedTensor(name: string, value: HeaderValue): PlacedTensor {
  const entry = asEntry(name, value);
  const code = entry.get('dtype');
  const dtype = typeof code === 'string' ? DTYPES.get(code) : undefined;
  if (dtype === undefined) {
    const known = [...DTYPES.keys()].join(', ');
    throw new WeightsFileError(
      `tensor ${quoted(name)}: dtype ${shown(code)} is not read; expected one of ${known}`,
    );
  }
  const shape = wholeNumbers(name, 'shape', entry.get('shape'));
  const offsets = wholeNumbers(name, 'data_offsets', entry.get('data_offsets'));
  const [begin, end] = offsets;
  if (offsets.length !== 2 || begin > end) {
    throw new WeightsFileError(
      `tensor ${quoted(name)}: data_offsets are ${listed(offsets)}; expected [begin, end]`,
    );
  }
  const count = elementCount(shape);
  if (count === undefined || count * bytesPerElement(dtype) !== end - begin) {
    const expected = count === undefined ? 'more than can be' : `${count * bytesPerElement(dtype)} bytes`;
    const wanted = `${code} of shape ${listed(shape)} takes ${expected}`;
    throw new WeightsFileError(`tensor ${quoted(name)}: ${wanted}, but the file gives it ${end - begin}`);
  }
  return { name, dtype, shape, begin, end };
}

function asEntry(name: string, value: HeaderValue): HeaderObject {
  if (value instanceof Map && value.size === FIELDS.length && FIELDS.every((field) => value.has(field)))
    return value;
  const received = value instanceof Map ? [...value.keys()].slice(0, 6).map(quoted).join(', ') : shown(value);
  throw new WeightsFileError(
    `tensor ${quoted(name)}: received ${received || 'nothing'}; expected ${FIELDS.join(', ')}`,
  );
}

function wholeNumbers(name: string, field: string, value: HeaderValue | undefined): number[] {
  if (!Array.isArray(value)) {
    throw new WeightsFileError(
      `tensor ${quoted(name)}: ${field} is ${shown(value)}; expected a list of whole numbers`,
    );
  }
  return value.map((item: HeaderValue) => {
    const text = typeof item === 'object' && 'literal' in item ? item.literal : '';
    if (WHOLE.test(text) && Number.isSafeInteger(Number(text))) return Number(text);
    throw new WeightsFileError(
      `tensor ${quoted(name)}: ${field} holds ${shown(item)}; expected whole numbers from 0 to 2^53`,
    );
  });
}

function shown(value: HeaderValue | undefined): string {
  if (value === undefined) return 'missing';
  if (typeof value === 'string') return quoted(value);
  if (Array.isArray(value)) return 'a list';
  return 'literal' in value ? value.literal : 'an object';
}

/**
 * Refuses tensors that do not lie side by side from the data's start to its end.
 * @throws WeightsFileError naming the first that does not
 */
export function checkPlaces(placed: readonly PlacedTensor[], dataBytes: number): void {
  let covered = 0;
  for (const { name, begin, end } of [...placed].sort((a, b) => a.begin - b.begin || a.end - b.end)) {
    if (end > dataBytes) {
      throw new WeightsFileError(
        `tensor ${quoted(name)} ends at byte ${end} of the data, but the file has ${dataBytes}`,
      );
    }
    if (begin !== covered) {
      const fault = begin < covered ? 'overlaps the tensor before it' : 'leaves a gap before it';
      throw new WeightsFileError(
        `tensor ${quoted(name)} ${fault}: it begins at byte ${begin}; expected ${covered}`,
      );
    }
    covered = end;
  }
  if (covered !== dataBytes) {
    throw new WeightsFileError(
      `the tensors take ${covered} bytes, but ${dataBytes} follow the header; expected no more`,
    );
  }
}
