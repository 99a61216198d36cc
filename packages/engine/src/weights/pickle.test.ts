import { describe, expect, test } from 'vitest';
import { type PickleHost, type PickleLimits, readPickle } from './pickle.ts';
import { PickleFunction, PickleTuple, type PickleValue } from './pickle-values.ts';
import * as op from './testing/pickle-assembler.ts';
import { WeightsFileError } from './weights-file-error.ts';

const host: PickleHost = {
  global: (module, name) =>
    `${module}.${name}` === 'a.pair' ? new PickleFunction('a.pair', ([x, y]) => [y, x]) : undefined,
  persistent: (id) => (typeof id === 'string' ? `seen ${id}` : null),
  takesState: (object) => object instanceof Map,
};

function read(...codes: op.Code[]): PickleValue {
  return readPickle(op.pickle(...codes), 0, host).value;
}

test('constants of all kinds', () => {
  expect(read(op.NONE)).toBe(null);
  expect(read([0x88])).toBe(true);
  expect(read(op.FALSE)).toBe(false);
  expect(read([0x4b, 200])).toBe(200);
  expect(read([0x4d, 1, 2])).toBe(513);
  expect(read(op.integer(-2))).toBe(-2);
  expect(read(op.long(-2n, 3))).toBe(-2);
  expect(read(op.long(0n, 0))).toBe(0);
  expect(read(op.long(0x1950a86a20f9469cfc6cn, 10))).toBe(0x1950a86a20f9469cfc6cn);
  expect(read([0x8b, 1, 0, 0, 0, 0xff])).toBe(-1);
  expect(read([0x47, 0x3f, 0xf8, 0, 0, 0, 0, 0, 0])).toBe(1.5);
  expect(read(op.text('naïve'))).toBe('naïve');
  expect(read([0x8c, 1, 0x61])).toBe('a');
  expect(read([0x55, 1, 0x61])).toBe('a');
  expect(read([0x54, 1, 0, 0, 0, 0x61])).toBe('a');
  expect(read([0x8d, 1, 0, 0, 0, 0, 0, 0, 0, 0x61])).toBe('a');
  expect(read([0x43, 2, 1, 2])).toEqual(Uint8Array.of(1, 2));
  expect(read([0x42, 1, 0, 0, 0, 7])).toEqual(Uint8Array.of(7));
});

test('lists, tuples and dicts, by one and by many', () => {
  expect(
    read(op.EMPTY_LIST, op.integer(1), op.APPEND, op.MARK, op.integer(2), op.integer(3), op.APPENDS),
  ).toEqual([1, 2, 3]);
  expect(read(op.integer(1), op.integer(2), op.integer(3), [0x87])).toEqual(new PickleTuple([1, 2, 3]));
  expect(read(op.tuple(op.integer(1), op.tuple()))).toEqual(new PickleTuple([1, new PickleTuple([])]));
  const one = read(op.EMPTY_DICT, op.text('a'), op.integer(1), op.SETITEM);
  expect(one).toEqual(new Map([['a', 1]]));
  expect(read(op.dict({ __proto__x: op.integer(1), b: op.NONE }))).toEqual(
    new Map([
      ['__proto__x', 1],
      ['b', null],
    ]),
  );
});

test('a list that holds itself', () => {
  const list = read(op.EMPTY_LIST, op.put(3), op.get(3), op.APPEND);
  expect(Array.isArray(list) && list[0] === list).toBe(true);
});

test('the memo, by index and in order', () => {
  expect(read(op.text('a'), [0x94], op.get(0), [0x72, 9, 1, 0, 0], [0x6a, 9, 1, 0, 0], [0x87])).toEqual(
    new PickleTuple(['a', 'a', 'a']),
  );
});

test('listed functions, persistent ids and states of dicts', () => {
  expect(read(op.global('a', 'pair'), op.tuple(op.integer(1), op.integer(2)), op.REDUCE)).toEqual([2, 1]);
  expect(read(op.text('a'), op.text('pair'), [0x93], op.tuple(), op.REDUCE)).toEqual([undefined, undefined]);
  expect(read(op.text('7'), op.PERSISTENT)).toBe('seen 7');
  expect(read(op.EMPTY_DICT, op.text('state'), op.BUILD)).toEqual(new Map());
});

test('several pickles in one file', () => {
  const bytes = Uint8Array.from([...op.pickle(op.integer(1)), ...op.pickle(op.integer(2))]);
  const first = readPickle(bytes, 0, host);
  expect([first.value, readPickle(bytes, first.end, host).value]).toEqual([1, 2]);
});

const REFUSED: readonly [what: string, codes: readonly op.Code[], message: string | RegExp][] = [
  [
    'os.system',
    [op.global('os', 'system'), op.tuple(op.text('id')), op.REDUCE],
    /^the file asks for "os.system", which is refused: only tensors are read and nothing is run/,
  ],
  [
    'a global by the stack',
    [op.text('builtins'), op.text('eval'), [0x93]],
    /^the file asks for "builtins.eval"/,
  ],
  [
    'a global named by a list',
    [op.EMPTY_LIST, op.text('eval'), [0x93]],
    /^the pickle names a global by a list of 0 and a text/,
  ],
  ['INST, OBJ and NEWOBJ', [[0x69]], /^opcode 0x69 at byte 2 of the pickle is not read/],
  ['a class made', [op.global('a', 'pair'), op.tuple(), [0x81]], /^opcode 0x81 /],
  ['an extension', [[0x82, 1]], /^opcode 0x82 /],
  [
    'a text called',
    [op.text('f'), op.tuple(), op.REDUCE],
    /^the pickle calls a text with a tuple of 0; expected a function, a tuple/,
  ],
  [
    'a list for arguments',
    [op.global('a', 'pair'), op.EMPTY_LIST, op.REDUCE],
    /^the pickle calls a.pair with a list of 0/,
  ],
  ['a state of a list', [op.EMPTY_LIST, op.NONE, op.BUILD], /^the pickle gives a state to a list of 0/],
  ['an item of a tuple', [op.EMPTY_TUPLE, op.NONE, op.APPEND], /^the pickle appends to a tuple of 0/],
  ['a key of a list', [op.EMPTY_LIST, op.NONE, op.NONE, op.SETITEM], /^the pickle sets items of a list of 0/],
  [
    'a dict for a key',
    [op.EMPTY_DICT, op.EMPTY_DICT, op.NONE, op.SETITEM],
    /^the pickle has a dict of 0 for a key/,
  ],
  ['a key alone', [op.EMPTY_DICT, op.MARK, op.NONE, op.SETITEMS], 'the pickle sets a key without a value'],
  ['an empty stack', [[0x85]], /^the pickle takes more from its stack than there is/],
  ['a reach below the mark', [op.NONE, op.MARK, [0x85]], /^the pickle takes more from its stack/],
  ['no mark', [op.NONE, [0x74]], /^the pickle lacks a mark/],
  ['an empty memo', [op.get(4)], "the pickle's memo has nothing at 4"],
  ['values left over', [op.NONE, op.NONE], 'the pickle leaves values over'],
  [
    'an integer without end',
    [[0x8b, 255, 255, 255, 127]],
    /^the pickle has an integer of 2147483647 bytes; expected at most 16/,
  ],
  ['a text without end', [[0x58, 255, 255, 255, 127]], /^the pickle has a text of 2147483647 bytes/],
  [
    'a text past the end',
    [[0x58, 255, 0, 0, 0]],
    /^the pickle ends at byte 7: 255 more are expected, 1 are left/,
  ],
  ['bytes past the end', [[0x42, 255, 255, 255, 255]], /^the pickle ends at byte 7: 4294967295 more/],
  ['a text that is none', [[0x58, 1, 0, 0, 0, 0xff]], /^the text at byte 7 of the pickle is not UTF-8/],
  ['a global without end', [[0x63, 0x61]], /has no end; the file is torn$/],
  ['another protocol', [op.protocol(9)], 'pickle protocol 9 is not read; expected 2 to 5'],
  ['nothing', [], /^the pickle takes more from its stack/],
];

test.each(REFUSED)('%s: refused in one line', (_, codes, message) => {
  const run = () => read(...codes);
  expect(run).toThrow(WeightsFileError);
  expect(run).toThrow(message);
});

describe('what a pickle may ask for is bounded', () => {
  const bounded =
    (limits: Partial<PickleLimits>, ...codes: op.Code[]) =>
    () =>
      readPickle(op.pickle(...codes), 0, host, limits);

  test('opcodes', () => {
    expect(bounded({ opcodes: 3 }, op.integer(1), op.integer(2), [0x86])).toThrow(
      'the pickle has more than 3 opcodes',
    );
  });

  test('the stack, marks among it', () => {
    expect(bounded({ stack: 2 }, op.MARK, op.MARK, op.MARK)).toThrow('expected at most 2 on the stack');
  });

  test('the memo', () => {
    expect(bounded({ memo: 1 }, op.NONE, op.put(1), op.put(2))).toThrow('1 in the memo');
  });

  test('and nesting takes no recursion: 100,000 lists deep', () => {
    const deep = Array<number>(100_000).fill(op.EMPTY_LIST[0]);
    const closed = Array<number>(99_999).fill(op.APPEND[0]);
    expect(bounded({}, deep, closed)).not.toThrow();
  });
});
