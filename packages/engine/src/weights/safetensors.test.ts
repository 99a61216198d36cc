import { describe, expect, test } from 'vitest';
import { readSafetensors, writeSafetensors } from './safetensors.ts';
import type { StoredTensor } from './stored-tensor.ts';
import { joined } from './testing/pth-files.ts';
import { WeightsFileError } from './weights-file-error.ts';

/** A file of a header as text and so many bytes of data. */
function file(header: string, dataBytes = 0): Uint8Array {
  const text = new TextEncoder().encode(header);
  const length = new Uint8Array(new BigUint64Array([BigInt(text.length)]).buffer);
  return joined([length, text, Uint8Array.from({ length: dataBytes }, (_, i) => i)]);
}

const entry = (dtype: unknown, shape: unknown, offsets: unknown): string =>
  JSON.stringify({ dtype, shape, data_offsets: offsets });

const ONE_OF_EACH = new Map<string, StoredTensor>([
  ['odd', { dtype: 'uint8', shape: [3], data: Uint8Array.of(1, 2, 3) }],
  ['float64', { dtype: 'float64', shape: [1, 2], data: Float64Array.of(0.1, -0) }],
  ['float32', { dtype: 'float32', shape: [3], data: Float32Array.of(1, Number.NaN, 3) }],
  ['float16', { dtype: 'float16', shape: [1], data: Uint16Array.of(0x3c00) }],
  ['bfloat16', { dtype: 'bfloat16', shape: [1], data: Uint16Array.of(0x3f80) }],
  ['int64', { dtype: 'int64', shape: [], data: BigInt64Array.of(-(2n ** 63n)) }],
  ['int32', { dtype: 'int32', shape: [1], data: Int32Array.of(-7) }],
  ['int16', { dtype: 'int16', shape: [1], data: Int16Array.of(-7) }],
  ['int8', { dtype: 'int8', shape: [1], data: Int8Array.of(-7) }],
  ['bool', { dtype: 'bool', shape: [2], data: Uint8Array.of(0, 1) }],
  ['empty', { dtype: 'float32', shape: [0, 4], data: new Float32Array(0) }],
]);

describe('what is written is read', () => {
  test('in every dtype, in the given order, aligned, with its metadata', () => {
    const bytes = writeSafetensors(ONE_OF_EACH, { made: 'by "hand"\n', step: '3' });
    const { tensors, metadata } = readSafetensors(bytes);
    expect([...tensors]).toEqual([...ONE_OF_EACH]);
    expect(metadata).toEqual({ made: 'by "hand"\n', step: '3' });
    for (const { data } of tensors.values()) expect(data.buffer).toBe(bytes.buffer);
  });

  test('from any place in memory', () => {
    const bytes = writeSafetensors(ONE_OF_EACH);
    const shifted = joined([new Uint8Array(3), bytes]).subarray(3);
    const buffer = Buffer.from(shifted.buffer, 3); // whose slice() does not copy
    expect([...readSafetensors(shifted).tensors]).toEqual([...ONE_OF_EACH]);
    expect([...readSafetensors(buffer).tensors]).toEqual([...ONE_OF_EACH]);
  });

  test('under any name', () => {
    const tensor: StoredTensor = { dtype: 'uint8', shape: [], data: Uint8Array.of(9) };
    const names = ['__proto__', 'constructor', '', '2', '1', 'Ж "\u2028', '\ud800'];
    const bytes = writeSafetensors(new Map(names.map((name) => [name, tensor])), { ['__proto__']: 'own' });
    expect([...readSafetensors(bytes).tensors.keys()]).toEqual(names);
    expect('polluted' in {}).toBe(false);
  });

  test('and nothing at all is a file too', () => {
    const { tensors, metadata } = readSafetensors(writeSafetensors(new Map()));
    expect([tensors.size, metadata]).toEqual([0, {}]);
  });
});

test('a tensor off alignment is copied', () => {
  const bytes = file(`{"a":${entry('U8', [1], [0, 1])},"b":${entry('F32', [1], [1, 5])}}`, 5);
  const b = readSafetensors(bytes).tensors.get('b');
  expect(b?.data).toEqual(new Float32Array(Uint8Array.of(1, 2, 3, 4).buffer));
});

test('metadata called __proto__ is an own property and nothing else', () => {
  const { metadata } = readSafetensors(file('{"__metadata__":{"__proto__":"x"}}'));
  expect(Object.entries(metadata)).toEqual([['__proto__', 'x']]);
  expect(Object.getPrototypeOf(metadata)).toBe(Object.prototype);
});

const REFUSED: readonly [what: string, bytes: Uint8Array, message: string | RegExp][] = [
  ['nothing', new Uint8Array(0), '0 bytes are no safetensors file; expected 8 and a header'],
  ['a header past the end', file('{}').with(0, 200), /^the header is to have 200 bytes, but 2 follow/],
  [
    'a huge header',
    new Uint8Array(16).fill(255),
    /^the header is to have 18446744073709551615 bytes, but 8 follow/,
  ],
  ['no UTF-8', file('{}').with(9, 0xff), /^the header is not UTF-8 text/],
  [
    'a byte-order mark',
    file('\ufeff{}'),
    /^the header is not JSON: ".*" at character 0, where '\{' is expected$/,
  ],
  ['a list', file('[]'), /^the header is not JSON: "\[" at character 0/],
  [
    'two objects',
    file('{} {}'),
    /^the header is not JSON: "\{" at character 3, where nothing more is expected$/,
  ],
  [
    'a torn object',
    file('{"a":'),
    /^the header is not JSON: the end at character 5, where a value is expected$/,
  ],
  ['a torn text', file('{"a'), /the end at character 3, where a closing quote is expected$/],
  ['a control character in a name', file('{"a\u0001":1}'), /the text at character 1 is not a JSON string$/],
  ['deep nesting', file(`{"a":${'['.repeat(1000)}`), /where nothing nested deeper is expected$/],
  ['a name twice', file('{"a":1,"\\u0061":2}'), 'the header has "a" twice; expected names once each'],
  ['an entry that is none', file('{"a":1}'), 'tensor "a": received 1; expected dtype, shape, data_offsets'],
  [
    'an entry with less',
    file('{"a":{"dtype":"F32"}}'),
    'tensor "a": received "dtype"; expected dtype, shape, data_offsets',
  ],
  [
    'an unknown dtype',
    file(`{"a":${entry('F8_E4M3', [1], [0, 1])}}`, 1),
    /^tensor "a": dtype "F8_E4M3" is not read; expected one of F64, /,
  ],
  [
    'a dtype of Object',
    file(`{"a":${entry('constructor', [1], [0, 1])}}`, 1),
    /^tensor "a": dtype "constructor" is not read/,
  ],
  [
    'a negative side',
    file(`{"a":${entry('U8', [-1], [0, 1])}}`, 1),
    'tensor "a": shape holds -1; expected whole numbers from 0 to 2^53',
  ],
  [
    'a fraction',
    file('{"a":{"dtype":"U8","shape":[1.0],"data_offsets":[0,1]}}', 1),
    /^tensor "a": shape holds 1.0; expected/,
  ],
  [
    'an inexact side',
    file('{"a":{"dtype":"U8","shape":[9007199254740993],"data_offsets":[0,1]}}', 1),
    /shape holds 9007199254740993/,
  ],
  [
    'a shape that overflows',
    file(`{"a":${entry('U8', [2 ** 52, 2 ** 52], [0, 0])}}`),
    /^tensor "a": U8 of shape \[4503599627370496, 4503599627370496\] takes more than can be/,
  ],
  [
    'a shape that wraps to the right size',
    file(`{"a":${entry('F32', [2 ** 31, 2 ** 31], [0, 0])}}`),
    /, but the file gives it 0$/,
  ],
  [
    'too few bytes',
    file(`{"a":${entry('F32', [2, 3], [0, 20])}}`, 20),
    'tensor "a": F32 of shape [2, 3] takes 24 bytes, but the file gives it 20',
  ],
  [
    'offsets turned round',
    file(`{"a":${entry('U8', [1], [1, 0])}}`, 1),
    'tensor "a": data_offsets are [1, 0]; expected [begin, end]',
  ],
  ['three offsets', file(`{"a":${entry('U8', [1], [0, 1, 1])}}`, 1), /data_offsets are \[0, 1, 1\]/],
  [
    'an end past the file',
    file(`{"a":${entry('U8', [9], [0, 9])}}`, 8),
    'tensor "a" ends at byte 9 of the data, but the file has 8',
  ],
  [
    'a gap',
    file(`{"a":${entry('U8', [1], [1, 2])}}`, 2),
    'tensor "a" leaves a gap before it: it begins at byte 1; expected 0',
  ],
  [
    'an overlap',
    file(`{"a":${entry('U8', [2], [0, 2])},"b":${entry('U8', [2], [1, 3])}}`, 3),
    'tensor "b" overlaps the tensor before it: it begins at byte 1; expected 2',
  ],
  [
    'bytes left over',
    file(`{"a":${entry('U8', [1], [0, 1])}}`, 2),
    'the tensors take 1 bytes, but 2 follow the header; expected no more',
  ],
  [
    'metadata of numbers',
    file('{"__metadata__":{"step":3}}'),
    '__metadata__: "step" is no text; expected texts only',
  ],
  [
    'metadata that is none',
    file('{"__metadata__":"x"}'),
    '__metadata__ is no object; expected names with texts',
  ],
  [
    'a name of line ends',
    file('{"a\\n\\u202e":1}'),
    'tensor "a\\n\\u{202e}": received 1; expected dtype, shape, data_offsets',
  ],
];

test.each(REFUSED)('%s is refused in one line', (_, bytes, message) => {
  const read = () => readSafetensors(bytes);
  expect(read).toThrow(WeightsFileError);
  expect(read).toThrow(message);
});

test('headers and their values are bounded', () => {
  expect(() => readSafetensors(file(`{${' '.repeat(100)}}`), { headerBytes: 50 })).toThrow(
    'expected at most 50',
  );
  const many = file(`{"a":[${'1,'.repeat(2 ** 20)}1]}`);
  expect(() => readSafetensors(many)).toThrow('the header has more than 1048576 values; expected fewer');
});

test('what does not fit is not written', () => {
  const short: StoredTensor = { dtype: 'float32', shape: [2, 2], data: new Float32Array(3) };
  expect(() => writeSafetensors(new Map([['w', short]]))).toThrow(
    'tensor "w": 3 elements do not fill the shape [2, 2]',
  );
  const fine: StoredTensor = { dtype: 'float32', shape: [1], data: new Float32Array(1) };
  expect(() => writeSafetensors(new Map([['__metadata__', fine]]))).toThrow(
    'a tensor may not be called __metadata__',
  );
});
