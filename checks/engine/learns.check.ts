import { beforeAll, expect, test } from 'vitest';
import { type Ended, run } from './programs/run.ts';

const STEPS = 500;
const SECONDS = 120;
/** By how much memory may differ between step 100 and step 500: the collector and the allocator move a little. */
const GROWTH = { heapUsed: 0.03, external: 0.03, rss: 0.05 } as const;
const MEBIBYTE = 2 ** 20;

interface Held {
  readonly step: number;
  readonly loss: number;
  readonly memory: Readonly<Record<keyof typeof GROWTH, number>>;
}

let ended: Ended;
beforeAll(async () => {
  ended = await run('learn.ts', [String(STEPS)], { node: ['--expose-gc'] });
});

test(`a small U-Net learns synthetic smears to an IoU above 0.9 on unseen ones, in under ${SECONDS} seconds`, () => {
  expect(ended.code).toBe(0);
  const { iou, lowest, pictures, drawing, seconds } = ended.lines.at(-1) as Record<string, number>;
  console.log(
    `mean IoU ${iou?.toFixed(4)} over ${pictures} unseen smears (lowest ${lowest?.toFixed(3)}) after ${STEPS} steps; ` +
      `${seconds?.toFixed(1)} s in all, ${drawing?.toFixed(1)} s of them drawing`,
  );
  expect(iou).toBeGreaterThan(0.9);
  expect(seconds).toBeLessThan(SECONDS);
});

test(`${STEPS} steps hold no more memory than 100`, () => {
  const held = ended.lines.slice(0, -1) as unknown as readonly Held[];
  const [first, last] = [held.at(0), held.at(-1)];
  expect([first?.step, last?.step]).toEqual([100, STEPS]);
  for (const kind of ['heapUsed', 'external', 'rss'] as const) {
    console.log(
      `${kind}, MiB: ${held.map(({ memory }) => (memory[kind] / MEBIBYTE).toFixed(2)).join(', ')} after ` +
        `${held.map(({ step }) => step).join(', ')} steps`,
    );
    const [before, after] = [first?.memory[kind] ?? 0, last?.memory[kind] ?? 0];
    expect(before).toBeGreaterThan(0);
    expect(after / before - 1, kind).toBeLessThan(GROWTH[kind]);
  }
});
