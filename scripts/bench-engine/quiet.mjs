import { cpus } from 'node:os';
import { setTimeout } from 'node:timers/promises';

/** Share of the processors' time that may go to others. */
export const QUIET = 0.15;
const SAMPLE = 500;
const PATIENCE = 20_000;

/**
 * Waits until others leave the processors alone, at most 20 seconds: threads that wait for each other in turns lose
 * far more than their share to a process beside them, and PyTorch's lose more than ONNX Runtime's.
 */
export async function untilQuiet() {
  const until = performance.now() + PATIENCE;
  while ((await busyShare()) > QUIET && performance.now() < until);
}

/**
 * Watches what others do while a program runs.
 * @returns a function to call at its end: from the seconds of processor that the program took itself, the share of all
 *   processors' time that went to others
 */
export function watchOthers() {
  const before = counted();
  return (own) => {
    const after = counted();
    const all = after.all - before.all;
    return Math.max(0, (all - (after.idle - before.idle) - 1e3 * own) / all);
  };
}

/** Share of all processors' time, over half a second, in which they were not idle. */
async function busyShare() {
  const before = counted();
  await setTimeout(SAMPLE);
  const after = counted();
  return 1 - (after.idle - before.idle) / (after.all - before.all);
}

/** Milliseconds of all processors since the machine started. */
function counted() {
  const times = cpus().map((core) => core.times);
  const sum = (values) => values.reduce((total, value) => total + value, 0);
  return {
    idle: sum(times.map(({ idle }) => idle)),
    all: sum(times.map((each) => sum(Object.values(each)))),
  };
}
