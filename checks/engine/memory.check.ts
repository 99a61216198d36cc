import { describe, expect, test } from 'vitest';
import { run } from './programs/run.ts';

/** Twenty show that nothing is kept from step to step; LEUKOLENS_STEPS=500 takes some twenty minutes each. */
const STEPS = Number(process.env.LEUKOLENS_STEPS ?? 20);
const MOST = 4e9;
/** By how much resident memory may grow from a fifth of the way to the end. */
const GROWTH = 0.02;

interface Line {
  readonly step: number;
  readonly loss: number;
  readonly rss: number;
  readonly peak: number;
}

describe.each(['relu', 'mish'])('a training step of ResNet-50 with %s, batch 8, 224 x 224', (activation) => {
  test(
    `stays under 4 GB, and flat over ${STEPS} steps`,
    async () => {
      const { lines, code } = await run('resnet-steps.ts', [activation, String(STEPS)], {
        node: ['--expose-gc'],
        // what glibc keeps of freed memory for later is not held by the engine: large parts go back to the system at once
        env: { MALLOC_MMAP_THRESHOLD_: '1048576' },
      });
      expect(code).toBe(0);
      const held = lines as unknown as readonly Line[];
      // the first line is left out: the arena still grows
      const [early, last] = [held[1], held.at(-1)];
      console.log(
        `${activation}: peak ${gigabytes(last?.peak)} GB; resident ${held.map(({ rss }) => gigabytes(rss)).join(', ')} ` +
          `GB after ${held.map(({ step }) => step).join(', ')} steps`,
      );
      expect(last?.step).toBe(STEPS);
      expect(last?.peak).toBeLessThan(MOST);
      expect((last?.rss ?? Number.NaN) / (early?.rss ?? Number.NaN) - 1).toBeLessThan(GROWTH);
    },
    600_000 + STEPS * 10_000,
  );
});

function gigabytes(bytes = Number.NaN): string {
  return (bytes / 1e9).toFixed(3);
}
