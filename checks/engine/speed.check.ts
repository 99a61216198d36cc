import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { missing, PEER } from '../shared.ts';

const reason = missing('torch', 'torchvision');
if (reason) console.warn(`skipped: ${reason}`);

interface Timing {
  readonly title: string;
  /** Milliseconds, medians. */
  readonly ours: number;
  readonly theirs: number;
  readonly ratio: number;
  /** The most that the ratio may be. */
  readonly target: number;
}

const CASES = ['resnet-train-relu', 'resnet-train-mish', 'unet-train'].concat(
  ['inference-relu', 'inference-mish'].flatMap((what) => [`resnet-${what}-8`, `resnet-${what}-1`]),
  ['unet-inference-8', 'unet-inference-1'],
);

describe.skipIf(reason !== undefined)('speed, by turns with PyTorch in one run', () => {
  // timings on a shared machine: a slow spell may take one attempt, not three
  test.each(CASES)('%s', { retry: 2 }, async (name) => {
    const words = ['scripts/bench-engine.mjs', '--reference', PEER, '--case', name, '--json', '-'];
    const { stdout, stderr } = await promisify(execFile)(process.execPath, words);
    const [{ title, ours, theirs, ratio, target }] = JSON.parse(stdout).results as [Timing];
    expect(theirs, stderr).toBeGreaterThan(0);
    console.log(
      `${title}: ${ours.toFixed(1)} ms, PyTorch ${theirs.toFixed(1)} ms, ratio ${ratio.toFixed(2)} of ${target}`,
    );
    expect(ratio).toBeLessThanOrEqual(target);
  });
});
