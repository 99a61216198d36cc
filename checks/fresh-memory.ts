import { expect, type TestContext } from 'vitest';

const PAGE = 4096;
const PAGES = 32_768;

/** Above this, µs, it is the machine's memory that is timed. Physical and most virtual machines take 0.1 to 1. */
const ORDINARY = 3;

/**
 * What a page of 4 KiB costs a program that touches it for the first time, µs: the least of three times 128 MiB. A virtual machine whose
 * host keeps page tables of its own for it takes ten times as long as others, more where two programs ask at once, and so do a browser's
 * start, large images and several workers there, whatever they compute.
 */
export function freshPageMicroseconds(): number {
  const times = [0, 1, 2].map(() => {
    const fresh = Buffer.allocUnsafeSlow(PAGE * PAGES);
    const begun = performance.now();
    for (let at = 0; at < fresh.length; at += PAGE) fresh[at] = 1;
    return (1000 * (performance.now() - begun)) / PAGES;
  });
  return Math.min(...times);
}

/** How far a figure may miss its target where memory is slow, in proportion. */
const SLACK = 2.5;

/**
 * Holds a figure of time against its target. Where the machine's memory is slow, a miss within reason skips the test, with both figures.
 * @param worse the figure over its target, or the target over its figure where more is better
 * @param what the figure and its target, in words
 * @param skip the test's own
 */
export function holdAgainst(worse: number, what: string, skip: TestContext['skip']): void {
  if (worse <= 1) return;
  const cost = freshPageMicroseconds();
  expect(worse, what).toBeLessThanOrEqual(cost > ORDINARY ? SLACK : 1);
  skip(
    `missed: ${what}; a page of fresh memory takes this machine ${cost.toFixed(1)} µs, ${ORDINARY} at most elsewhere`,
  );
}
