import { describe, expect, test } from 'vitest';
import { run } from './programs/run.ts';

/** Twenty show that nothing is kept from step to step; LEUKOLENS_STEPS=500 takes some twenty minutes each. */
const STEPS = Number(process.env.LEUKOLENS_STEPS ?? 20);
const MOST = 4e9;
/**
 * By how much the median resident memory of the second half may exceed that of the first. Single readings go up and down by a
 * tenth, with what the collector has not yet taken and what the system took back; what is kept for good raises most of them.
 */
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
      });
      expect(code).toBe(0);
      const held = lines as unknown as readonly Line[];
      const last = held.at(-1);
      console.log(
        `${activation}: peak ${gigabytes(last?.peak)} GB; resident ${held.map(({ rss }) => gigabytes(rss)).join(', ')} ` +
          `GB after ${held.map(({ step }) => step).join(', ')} steps`,
      );
      expect(last?.step).toBe(STEPS);
      expect(last?.peak).toBeLessThan(MOST);
      const typical = (lines: readonly Line[]) => median(lines.map(({ rss }) => rss));
      // the first line is left out: the arena still grows
      const [first, second] = [typical(held.slice(1, held.length / 2)), typical(held.slice(held.length / 2))];
      expect(second / first - 1).toBeLessThan(GROWTH);
    },
    600_000 + STEPS * 10_000,
  );
});

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const [low, high] = [Math.floor((sorted.length - 1) / 2), Math.ceil((sorted.length - 1) / 2)];
  return (sorted[low]! + sorted[high]!) / 2;
}

function gigabytes(bytes = Number.NaN): string {
  return (bytes / 1e9).toFixed(3);
}
