import { expect, test } from 'vitest';
import { fuzz, globalState } from './testing/fuzz.ts';
import { FUZZ_TARGETS, isRefusal } from './testing/fuzz-targets.ts';

test('a valid file of every kind is read', () => {
  for (const { valid, file = (part: Uint8Array) => part, read } of FUZZ_TARGETS) {
    expect(read(file(valid))).toBeGreaterThan(0);
  }
});

test('4,000 faulty files are read or refused, and change nothing', () => {
  const before = globalState();
  const outcomes = fuzz(FUZZ_TARGETS, 500, 20_000_000, isRefusal);
  expect([...outcomes.values()].flatMap(({ failures }) => failures)).toEqual([]);
  expect(globalState()).toEqual(before);
});
