import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Input, type RunSettings, runImages } from '@leukolens/batch';
import { median } from './statistics.ts';

export interface FolderTimes {
  readonly images: number;
  /** Median images a second by number of workers. */
  readonly rate: Readonly<Record<number, number>>;
  /** Median over the rounds of the rate of two workers over that of one. */
  readonly speedup: number;
}

/** A folder of fewer images is run through several times over, as starting the workers takes most of a second. */
const IMAGES = 600;

/** Images a second over one file or more, decoding and writing included, with one and with two workers by turns. */
export async function timeFolder(
  files: readonly Input[],
  settings: RunSettings,
  rounds: number,
): Promise<FolderTimes> {
  const passes = Math.ceil(IMAGES / files.length);
  const found = Array.from({ length: passes }, (_, pass) =>
    files.map(({ path, name }) => ({ path, name: `${pass}/${name}` })),
  ).flat();
  const images = found.length;
  const rates: Record<1 | 2, number[]> = { 1: [], 2: [] };
  for (let round = 0; round < rounds; round++) {
    for (const jobs of [1, 2] as const) {
      const out = await mkdtemp(join(tmpdir(), 'leukolens-bench-'));
      try {
        const start = performance.now();
        await runImages(
          { found, refused: [], ignored: 0, results: [] },
          { settings, command: 'bench', out, jobs, existing: 'overwrite' },
        );
        rates[jobs].push((1000 * images) / (performance.now() - start));
      } finally {
        await rm(out, { recursive: true });
      }
    }
  }
  return {
    images,
    rate: { 1: median(rates[1]), 2: median(rates[2]) },
    speedup: median(rates[1].map((one, round) => rates[2][round]! / one)),
  };
}
