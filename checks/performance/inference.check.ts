import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { leukolens } from '../../tests/run-command.ts';
import { type CheckedModel, defaultModel } from '../default-model.ts';
import { holdAgainst } from '../fresh-memory.ts';

/** Bounds with room for a busy machine; what was measured stands in docs/decisions/0014-fields-in-tiles.md. */
const MOST = {
  /** Milliseconds for one image of 300 x 300. */
  image: 1000,
  /** Everything but the network, as a share of the network's time. */
  beside: 0.9,
  /** A field's time over that of a small image, each for as many working pixels. */
  fieldOverImage: 3,
  /** GiB for a field of 3000 x 3000, of which the runtime takes 0.35 whatever the field. */
  peak: 0.9,
};
const SIDE = 3000;

let model: CheckedModel;
beforeAll(async () => {
  model = await defaultModel();
});
afterAll(() => model.close());

describe('inference by the default network', () => {
  // timings on a shared machine: a slow spell may take one attempt, not three
  test('an image on a warm process, and a large field', { retry: 2 }, async ({ skip }) => {
    const words = ['bench', '--only', 'network', '--model', model.folder, '--field', `${SIDE}`, '--json'];
    const { code, stdout, stderr } = await leukolens(words);
    expect(code, stderr).toBe(0);
    const { machine, sets, field } = JSON.parse(stdout);
    const [small, large] = sets.map(({ network }: { network: unknown }) => network);
    for (const { width, height, total, parts } of [small, large]) {
      const beside = Object.entries(parts as Record<string, number>)
        .filter(([part]) => part !== 'network')
        .reduce((sum, [, milliseconds]) => sum + milliseconds, 0);
      console.log(
        `${model.description.name}, ${machine.cpu}: ${width}x${height} in ${total.toFixed(0)} ms, ` +
          `the network ${parts.network.toFixed(0)}, all else ${beside.toFixed(1)}`,
      );
      expect(beside / parts.network).toBeLessThanOrEqual(MOST.beside);
    }
    expect(small.total).toBeLessThanOrEqual(MOST.image);
    const { seconds, workingSide, megapixelsPerSecond, peak } = field;
    console.log(
      `field of ${SIDE}: ${megapixelsPerSecond.toFixed(2)} megapixels/s, peak ${peak.toFixed(2)} GiB`,
    );
    if (process.platform === 'linux') expect(peak).toBeLessThanOrEqual(MOST.peak);
    const perPixel = (1000 * (seconds.segment + seconds.measure)) / workingSide ** 2;
    const ofImage = large.total / (large.working.width * large.working.height);
    const ratio = perPixel / ofImage;
    const most = MOST.fieldOverImage;
    holdAgainst(ratio / most, `a field takes ${ratio.toFixed(2)} times an image, ${most} at most`, skip);
  });
});
