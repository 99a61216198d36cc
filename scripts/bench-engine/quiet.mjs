import { cpus } from 'node:os';
import { setTimeout } from 'node:timers/promises';

/** Share of time in which the processors may be busy. */
export const QUIET = 0.15;
const SAMPLE = 500;
const PATIENCE = 20_000;

/**
 * Waits until others leave the processors alone, at most 20 seconds: threads that wait for each other in turns lose
 * far more than their share to a process beside them, and PyTorch's lose more than ONNX Runtime's.
 * @returns the share of time in which the processors were busy at last
 */
export async function untilQuiet() {
  const until = performance.now() + PATIENCE;
  let busy = await busyShare();
  while (busy > QUIET && performance.now() < until) busy = await busyShare();
  return busy;
}

/** Share of all processors' time, over half a second, in which they were not idle. */
async function busyShare() {
  const before = counted();
  await setTimeout(SAMPLE);
  const after = counted();
  return 1 - (after.idle - before.idle) / (after.all - before.all);
}

function counted() {
  const times = cpus().map((core) => core.times);
  const sum = (values) => values.reduce((total, value) => total + value, 0);
  return {
    idle: sum(times.map(({ idle }) => idle)),
    all: sum(times.map((each) => sum(Object.values(each)))),
  };
}
