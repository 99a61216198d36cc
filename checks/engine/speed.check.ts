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
  /** The most that the ratio should be. */
  readonly target: number;
  /** Share of the machine that others took meanwhile. */
  readonly busy: number;
}

/** With more of it taken by others PyTorch loses much more than ONNX Runtime, and any ratio would pass. */
const MOST_BUSY = 0.2;

const CASES = ['resnet-train-relu', 'resnet-train-mish', 'unet-train'].concat(
  ['inference-relu', 'inference-mish'].flatMap((what) => [`resnet-${what}-8`, `resnet-${what}-1`]),
  ['unet-inference-8', 'unet-inference-1'],
);

/**
 * Targets that are missed on one of the processors measured so far, and the ratio that must not be passed meanwhile: ReLU's step
 * on Intel's Emerald Rapids (1.2 to 1.3; 0.94 to 1.04 on AMD's Zen 4), Mish inference on a busy Zen 4 (of one image 0.53 on a quiet
 * machine, up to 0.64; of a batch of 8 up to 0.60 before it was computed two images at a time, 0.52 on Zen 3 since).
 */
const UNREACHED: Readonly<Record<string, number>> = {
  'resnet-train-relu': 1.25,
  'resnet-inference-mish-8': 0.65,
  'resnet-inference-mish-1': 0.7,
};

describe.skipIf(reason !== undefined)('speed, by turns with PyTorch in one run', () => {
  // timings on a shared machine: a slow spell may take one attempt, not three
  test.for(CASES)('%s', { retry: 2 }, async (name, { skip }) => {
    const words = ['scripts/bench-engine.mjs', '--reference', PEER, '--case', name, '--json', '-'];
    const { stdout, stderr } = await promisify(execFile)(process.execPath, words);
    const { machine, results } = JSON.parse(stdout);
    const [{ title, ours, theirs, ratio, target, busy }] = results as [Timing];
    expect(theirs, stderr).toBeGreaterThan(0);
    // without it PyTorch's transposed convolutions take many times longer, and comparing is pointless
    expect(machine.torch, 'install libopenblas0-pthread').toContain('OpenBLAS');
    console.log(
      `${title}: ${ours.toFixed(1)} ms, PyTorch ${theirs.toFixed(1)} ms, ratio ${ratio.toFixed(2)}, target ${target}; ` +
        `others took ${(100 * busy).toFixed(0)} % of the machine`,
    );
    expect(busy, 'others took more of the machine: time it alone').toBeLessThan(MOST_BUSY);
    const held = UNREACHED[name];
    if (held !== undefined && ratio > target) {
      expect(ratio).toBeLessThanOrEqual(held);
      // neither passed nor failed: docs/engine/performance.md says what is in the way
      skip(`target missed: ratio ${ratio.toFixed(2)}, at most ${target} asked for`);
    }
    expect(ratio).toBeLessThanOrEqual(target);
  });
});
