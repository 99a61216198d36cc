import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Inputs, runSegmentation, type SegmentSettings } from '@leukolens/batch';
import { median } from './statistics.ts';

export interface FolderTimes {
  readonly images: number;
  /** Median images a second by number of workers. */
  readonly rate: Readonly<Record<number, number>>;
  /** Median over the rounds of the rate of two workers over that of one. */
  readonly speedup: number;
}

/** Images a second over files, decoding and writing included, with one and with two workers by turns. */
export async function timeFolder(
  inputs: Inputs,
  settings: SegmentSettings,
  rounds: number,
): Promise<FolderTimes> {
  const images = inputs.found.length;
  const rates: Record<1 | 2, number[]> = { 1: [], 2: [] };
  for (let round = 0; round < rounds; round++) {
    for (const jobs of [1, 2] as const) {
      const out = await mkdtemp(join(tmpdir(), 'leukolens-bench-'));
      const start = performance.now();
      await runSegmentation(inputs, { settings, out, jobs, existing: 'overwrite' });
      rates[jobs].push((1000 * images) / (performance.now() - start));
      await rm(out, { recursive: true });
    }
  }
  return {
    images,
    rate: { 1: median(rates[1]), 2: median(rates[2]) },
    speedup: median(rates[1].map((one, round) => rates[2][round]! / one)),
  };
}
