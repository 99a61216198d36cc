import { expect, test } from 'vitest';
import { fuzz, globalState } from '../../packages/engine/src/weights/testing/fuzz.ts';
import { FUZZ_TARGETS, isRefusal } from '../../packages/engine/src/weights/testing/fuzz-targets.ts';

const MUTATIONS = 100_000;
const MEBIBYTE = 2 ** 20;

test('100,000 faulty weight files are read or refused: nothing hangs, grows, or is run', () => {
  const globalsBefore = globalState();
  const start = performance.now();
  const outcomes = fuzz(FUZZ_TARGETS, MUTATIONS / FUZZ_TARGETS.length, 1, isRefusal);
  const seconds = (performance.now() - start) / 1000;

  for (const [name, { mutations, accepted, slowestMs, peakGrowth }] of outcomes) {
    const growth = `${(peakGrowth / MEBIBYTE).toFixed(0)} MiB`;
    console.log(
      `${name}: ${mutations} faults, ${accepted} accepted, slowest ${slowestMs.toFixed(1)} ms, growth ${growth}`,
    );
  }
  console.log(`${seconds.toFixed(0)} s in all`);
  const all = [...outcomes.values()];
  expect(all.flatMap(({ failures }) => failures)).toEqual([]);
  expect(Math.max(...all.map(({ slowestMs }) => slowestMs))).toBeLessThan(2000);
  expect(Math.max(...all.map(({ peakGrowth }) => peakGrowth))).toBeLessThan(512 * MEBIBYTE);
  expect(seconds).toBeLessThan(300);
  expect(globalState()).toEqual(globalsBefore);
});
