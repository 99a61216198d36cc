import { describe, expect, test } from 'vitest';
import { type PthOptions, readPth } from './pth.ts';
import * as op from './testing/pickle-assembler.ts';
import { joined, legacyFile, type Storages, zipFile } from './testing/pth-files.ts';
import { WeightsFileError } from './weights-file-error.ts';

const counted = Float32Array.from({ length: 12 }, (_, i) => i);
const STORAGES: Storages = {
  '0': { elements: 12, bytes: new Uint8Array(counted.buffer) },
  '1': { elements: 2, bytes: new Uint8Array(BigInt64Array.of(2n ** 62n, -1n).buffer) },
};
const FIRST: Storages = { '0': STORAGES['0'] };
const floats = { type: 'FloatStorage', key: '0', elements: 12 };
const longs = { type: 'LongStorage', key: '1', elements: 2 };

const OF_ALL_SORTS = op.dict({
  whole: op.tensor(floats, 0, [3, 4], [4, 1]),
  turned: op.tensor(floats, 0, [4, 3], [1, 4]),
  part: op.tensor(floats, 5, [2, 2], [4, 1]),
  row: op.tensor(floats, 4, [1, 4], [99, 1]),
  scalar: op.tensor(floats, 7, [], []),
  none: op.tensor(floats, 12, [0, 4], [4, 1]),
  swapped: op.tensor(longs, 0, [2], [1]),
  parameter: [
    ...op.global('torch._utils', '_rebuild_parameter'),
    ...op.tuple(op.tensor(floats, 0, [2], [1]), [0x88], op.NONE),
    ...op.REDUCE,
  ],
  epoch: op.integer(3),
});

const FORMATS: readonly [string, (object: Uint8Array, storages: Storages) => Uint8Array][] = [
  ['zip', (object, storages) => zipFile(object, storages)],
  ['deflated zip', (object, storages) => zipFile(object, storages, 6)],
  ['legacy', (object, storages) => legacyFile(object, storages)],
];

describe.each(FORMATS)('a state_dict in a %s file', (_, file) => {
  const read = (code: op.Code, options?: PthOptions, storages: Storages = FIRST) =>
    readPth(file(op.pickle(code), storages), options);

  test('has its tensors in order, strides honoured', () => {
    const tensors = read(OF_ALL_SORTS, {}, STORAGES);
    const values = [...tensors].map(([name, { dtype, shape, data }]) => [name, dtype, shape, [...data]]);
    expect(values).toEqual([
      ['whole', 'float32', [3, 4], [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]],
      ['turned', 'float32', [4, 3], [0, 4, 8, 1, 5, 9, 2, 6, 10, 3, 7, 11]],
      ['part', 'float32', [2, 2], [5, 6, 9, 10]],
      ['row', 'float32', [1, 4], [4, 5, 6, 7]],
      ['scalar', 'float32', [], [7]],
      ['none', 'float32', [0, 4], []],
      ['swapped', 'int64', [2], [2n ** 62n, -1n]],
      ['parameter', 'float32', [2], [0, 1]],
    ]);
    expect(tensors.get('parameter')?.data.buffer).toBe(tensors.get('whole')?.data.buffer);
  });

  test('is found under the usual keys, and under any other that is given', () => {
    const weight = op.dict({ w: op.tensor(floats, 1, [1], [1]) });
    const other = op.dict({ w: op.tensor(floats, 2, [1], [1]) });
    const top = (entries: Record<string, op.Code>, options?: PthOptions) =>
      read(op.dict(entries), options).get('w')?.data[0];
    expect(top({ state_dict: weight, optimizer: other })).toBe(1);
    expect(top({ epoch: op.integer(1), model: weight })).toBe(1);
    expect(top({ model_state_dict: weight, best: op.tensor(floats, 0, [], []) })).toBe(1);
    expect(top({ state_dict: weight, ema: other }, { key: 'ema' })).toBe(2);
    expect(top({ nets: op.dict({ a: weight, b: other }) }, { key: ['nets', 'b'] })).toBe(2);
    expect(() => top({ a: weight, b: other })).toThrow('it holds dicts under "a", "b": give one as key');
    expect(() => top({ a: weight }, { key: 'b' })).toThrow(
      'the file holds nothing under key "b"; expected a dict of tensors',
    );
  });

  test('of an ordered dict with its module versions, and of Python 2', () => {
    const weight = op.tensor(floats, 3, [1], [1]);
    const ordered = [...op.global('collections', 'OrderedDict'), ...op.EMPTY_TUPLE, ...op.REDUCE];
    const versions = [...op.dict({ _metadata: op.EMPTY_DICT }), ...op.BUILD];
    expect(read([...ordered, ...op.text('w'), ...weight, ...op.SETITEM, ...versions]).size).toBe(1);
    const pair = [...op.EMPTY_LIST, ...op.MARK, ...op.text('w'), ...weight, ...op.APPENDS];
    const pairs = op.tuple([...op.EMPTY_LIST, ...pair, ...op.APPEND]);
    expect(read([...op.global('collections', 'OrderedDict'), ...pairs, ...op.REDUCE]).get('w')?.data[0]).toBe(
      3,
    );
  });

  const tensorRefusals: readonly [string, op.Code, string][] = [
    [
      'past its storage',
      op.tensor(floats, 9, [2, 2], [2, 1]),
      'tensor "w" reaches element 12 of a storage of 12',
    ],
    [
      'far past it',
      op.tensor(floats, 0, [2 ** 30, 2 ** 30], [2 ** 30, 1]),
      'tensor "w" has shape [1073741824, 1073741824]',
    ],
    ['by huge strides', op.tensor(floats, 0, [2, 2], [2 ** 30, 1]), 'tensor "w" reaches element 1073741825'],
    ['before it', op.tensor(floats, -1, [1], [1]), 'tensor "w" has no storage, or no offset'],
    [
      'with negative strides',
      op.tensor(floats, 3, [2], [-1]),
      'tensor "w": the strides is a tuple of 1; expected whole',
    ],
    [
      'with a stride too few',
      op.tensor(floats, 0, [2, 2], [1]),
      'tensor "w" has shape [2, 2] with strides [1]; expected',
    ],
    [
      'that repeats elements',
      op.tensor(floats, 0, [2 ** 30], [0]),
      'tensor "w" repeats 1073741824 elements over a storage of 12',
    ],
    ['of a storage of other length', op.tensor({ ...floats, elements: 13 }, 0, [1], [1]), 'torage "0"'],
    [
      'of an unknown storage class',
      op.tensor({ ...floats, type: 'ComplexFloatStorage' }, 0, [1], [1]),
      'the file asks for "torch.ComplexFloatStorage"',
    ],
  ];
  test.each(tensorRefusals)('does not hold a tensor %s', (_what, code, message) => {
    const run = () => read(op.dict({ w: code }));
    expect(run).toThrow(WeightsFileError);
    expect(run).toThrow(message);
  });

  test('copies no more for strides than it may', () => {
    const run = () => read(OF_ALL_SORTS, { limits: { copiedBytes: 50 } }, STORAGES);
    expect(run).toThrow('tensor "part": too many bytes of strided views to copy');
  });

  test.each([
    ['posix', 'system'],
    ['torch.storage', '_load_from_bytes'],
    ['builtins', 'eval'],
    ['numpy.core.multiarray', 'scalar'],
    ['torch', 'load'],
    ['__main__', 'Net'],
    ['torch', '__proto__'],
  ])('runs no %s.%s', (module, name) => {
    const call = [...op.global(module, name), ...op.tuple(op.text('echo')), ...op.REDUCE];
    expect(() => read(op.dict({ w: call }))).toThrow(
      `the file asks for "${module}.${name}", which is refused`,
    );
  });

  test('is a dict', () => {
    expect(() => read(op.tuple(), {}, {})).toThrow(
      'the file holds a tuple of 0; expected a dict of tensors (a state_dict)',
    );
    expect(() => read(op.dict({ epoch: op.integer(1) }), {}, {})).toThrow(
      "the file's dict holds no tensors; it holds no dicts either",
    );
  });

  test('is refused at whatever length it is cut off', () => {
    const bytes = file(op.pickle(OF_ALL_SORTS), STORAGES);
    for (let length = 0; length < bytes.length; length += 7) {
      expect(() => readPth(bytes.subarray(0, length))).toThrow(WeightsFileError);
    }
  });

  test('is read from any place in memory', () => {
    const shifted = joined([new Uint8Array(5), file(op.pickle(OF_ALL_SORTS), STORAGES)]).subarray(5);
    const buffer = Buffer.from(shifted.buffer, 5); // whose slice() does not copy
    for (const bytes of [shifted, buffer]) {
      expect([...(readPth(bytes).get('swapped')?.data ?? [])]).toEqual([2n ** 62n, -1n]);
    }
  });
});

describe('a zip file', () => {
  const state = op.pickle(op.dict({ w: op.tensor(floats, 0, [12], [1]) }));

  test('of big-endian numbers is refused', () => {
    const order = (text: string) =>
      zipFile(state, STORAGES, 0, { 'archive/byteorder': new TextEncoder().encode(text) });
    expect(() => readPth(order('big'))).toThrow('the file\'s byte order is "big"; expected "little"');
    expect(readPth(order('little')).size).toBe(1);
  });

  test('with an altered storage is refused by its checksum', () => {
    const bytes = zipFile(state, STORAGES);
    const ofEleven = Buffer.from(bytes).indexOf(Buffer.from(Float32Array.of(10, 11).buffer));
    bytes[ofEleven] ^= 1;
    const message = /^zip entry "archive\/data\/0" has checksum .*: the file is altered$/;
    expect(() => readPth(bytes)).toThrow(message);
  });

  test('that would inflate to more than it may is refused before it does', () => {
    const bomb = zipFile(state, { ...STORAGES, bomb: { elements: 1, bytes: new Uint8Array(2 ** 20) } }, 6);
    expect(bomb.length).toBeLessThan(4000);
    expect(() => readPth(bomb, { limits: { inflatedBytes: 2 ** 20 } })).toThrow(
      /^the zip would inflate to 10\d+ bytes; expected at most 1048576/,
    );
  });

  test('that lies about a size is refused where the lie comes out', () => {
    const bytes = zipFile(state, { '0': { elements: 2 ** 20, bytes: new Uint8Array(2 ** 22) } }, 6);
    const view = new DataView(bytes.buffer);
    const directory = view.getUint32(bytes.length - 6, true);
    const second =
      directory + 46 + view.getUint16(directory + 28, true) + view.getUint16(directory + 30, true);
    view.setUint32(second + 24, 48, true);
    expect(() => readPth(bytes)).toThrow('zip entry "archive/data/0" inflates to more; expected 48 bytes');
    view.setUint32(second + 24, 2 ** 29, true);
    expect(() => readPth(bytes)).toThrow(
      /^zip entry "archive\/data\/0" is to inflate from \d+ bytes; expected 536870912/,
    );
  });

  test('without a storage that it refers to is refused', () => {
    const message = 'the zip has no entry "archive/data/0", which the file refers to';
    expect(() => readPth(zipFile(state, {}))).toThrow(message);
  });

  test('without a pickle, or with two, is refused', () => {
    expect(() => readPth(zipFile(state, STORAGES, 0, { 'other/data.pkl': state }))).toThrow(
      'the zip has 2 files FOLDER/data.pkl',
    );
  });
});

test('other files are refused by how they begin', () => {
  expect(() => readPth(new Uint8Array(0))).toThrow("the file begins with ''; expected a PyTorch file");
  expect(() => readPth(op.pickle(op.integer(1)))).toThrow(
    "the file is a pickle of 1; expected PyTorch's magic number",
  );
  expect(() => readPth(new TextEncoder().encode('<html>'))).toThrow("the file begins with '3c 68 74 6d'");
});

test('a legacy file of big-endian numbers is refused', () => {
  const state = op.pickle(op.dict({ w: op.tensor(floats, 0, [12], [1]) }));
  expect(() => readPth(legacyFile(state, STORAGES, op.FALSE))).toThrow('expected little-endian');
});

test('a legacy file has each storage once, and all of them', () => {
  const state = op.pickle(op.dict({ w: op.tensor(floats, 0, [12], [1]) }));
  expect(() => readPth(legacyFile(state, {}))).toThrow('storage "0" is referred to, but not in the file');
  expect(() => readPth(legacyFile(state, STORAGES))).toThrow('storage "1" is not referred to');
  const long = joined([legacyFile(state, FIRST), new Uint8Array(1)]);
  expect(() => readPth(long)).toThrow(/^the file has \d+ bytes; expected it to end at \d+$/);
});
