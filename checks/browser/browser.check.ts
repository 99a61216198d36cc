import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Site, withoutChromium } from './chromium.ts';
import type { MaskSum } from './masks.ts';
import type { Share } from './operations.ts';
import { browser, node, type Place } from './places.ts';
import type { Task, TrainingRun } from './training-run.ts';

if (withoutChromium) console.warn(`skipped: ${withoutChromium}`);

const TASKS = ['outline', 'tint'] as const satisfies readonly Task[];
const STEPS = 50;
/** What a test may take of a place, ms: while it computes nothing else may be asked of it. */
const LONGEST = 1_200_000;
/** How far losses may differ in relation to their size. Rounding alone has come to 1e-6. */
const LOSS_TOLERANCE = 1e-3;

let site: Site;
let masks: MaskSum[];
const runs = new Map<Task, TrainingRun>();

beforeAll(async () => {
  const processor = await node('cpu');
  if (typeof processor === 'string') throw new Error(processor);
  masks = await processor.masks();
  for (const task of TASKS) runs.set(task, await processor.train(task, STEPS));
  if (!withoutChromium) site = await Site.open();
});
afterAll(() => site?.close());

/** WebGPU's kernels are the same twice, and without a graphics card slow, in Chromium twice as slow as in Node: the two share the cases. */
const PLACES: readonly { label: string; share: Share; open: () => Promise<Place | string> }[] = [
  { label: 'Node, WebGPU', share: 'five sixths', open: () => node('webgpu') },
  {
    label: 'Chromium, WebAssembly',
    share: 'all',
    open: async () => withoutChromium ?? browser(site, 'wasm'),
  },
  {
    label: 'Chromium, WebGPU',
    share: 'a sixth',
    open: async () => withoutChromium ?? browser(site, 'webgpu'),
  },
];

describe.each(PLACES.map((place) => [place.label, place] as const))('%s', (label, { share, open }) => {
  let place: Place | string;
  beforeAll(async () => {
    place = await open();
    console.log(`${label}: ${typeof place === 'string' ? `skipped: ${place}` : place.name}`);
  });
  afterAll(() => (typeof place === 'string' ? undefined : place.close()));

  /** A test that is skipped, with the reason, where there is no such place. */
  const there = (name: string, check: (place: Place) => Promise<void>) =>
    test(name, { timeout: LONGEST }, ({ skip }) => (typeof place === 'string' ? skip(place) : check(place)));

  there(`operations and their gradients (${share} of the cases)`, async (place) => {
    const started = performance.now();
    const reports = await place.operations(share);
    const worst = reports.reduce((a, b) => (b.worst > a.worst ? b : a));
    const helped = new Set(reports.filter(({ fellBack }) => fellBack).map(({ operation }) => operation));
    console.log(
      `${label}: ${reports.length} cases in ${seconds(performance.now() - started)}, worst error ` +
        `${worst.worst.toExponential(1)} (${worst.operation}: ${worst.title})` +
        (helped.size > 0 ? `; cases in part on the processor: of ${[...helped].join(', ')}` : ''),
    );
    const failures = reports.flatMap(({ operation, title, failures }) =>
      failures.map((failure) => `${operation}: ${title}: ${failure}`),
    );
    expect(failures).toEqual([]);
  });

  there('dropout masks are those of the processor, bit by bit', async (place) => {
    expect(await place.masks()).toEqual(masks);
  });

  for (const task of TASKS) {
    there(`${STEPS} steps of training (${task}) follow the processor's`, async (place) => {
      const expected = runs.get(task) as TrainingRun;
      const { losses, moved, milliseconds } = await place.train(task, STEPS);
      const apart = losses.map((loss, i) => Math.abs(loss / (expected.losses[i] as number) - 1));
      console.log(
        `${label}: losses (${task}) within ${Math.max(...apart).toExponential(1)} of the processor's over ${STEPS} ` +
          `steps, ${losses[0]?.toFixed(4)} to ${losses.at(-1)?.toFixed(4)}; ${seconds(milliseconds)}, ` +
          `the processor ${seconds(expected.milliseconds)}`,
      );
      expect(losses).toHaveLength(STEPS);
      expect(Math.max(...apart)).toBeLessThan(LOSS_TOLERANCE);
      expect(Math.abs(moved / expected.moved - 1)).toBeLessThan(LOSS_TOLERANCE);
    });
  }

  there('no request leaves the page, no error reaches the console', async (place) => {
    expect(place.problems()).toEqual([]);
  });
});

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(1)} s`;
}
