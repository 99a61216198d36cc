import { join } from 'node:path';
import { classifierOf, Explainer, MAP_METHODS } from '@leukolens/cad';
import { nodeRuntime } from '@leukolens/engine/node';
import { expect, test } from 'vitest';
import { fullSizeClassifier } from '../full-size-classifier.ts';
import { python, withoutPython } from '../shared.ts';

const skipped = withoutPython('torch', 'torchvision');
if (skipped) console.warn(`skipped: ${skipped}`);

const THREADS = 2;
/** Of the time of PyTorch, a forward and a backward pass for each map. */
const MOST_RATIO = 0.3;

function median(times: number[]): number {
  return times.sort((a, b) => a - b)[Math.floor(times.length / 2)]!;
}

test.skipIf(skipped)(
  'four maps of one image cost a fraction of four forward and backward passes',
  async () => {
    const { design, weights } = fullSizeClassifier();
    const { network, pictures } = classifierOf(design);
    const runtime = nodeRuntime({ threads: THREADS });
    const explainer = await Explainer.start(network, weights, runtime, {
      layers: ['layer3'],
      ...pictures,
    });
    const picture = Float32Array.from({ length: 3 * 224 * 224 }, (_, i) => ((i * 0.618) % 1) * 2 - 1);
    const once = async () => {
      const begun = performance.now();
      const [found] = await explainer.explain([picture]);
      for (const method of MAP_METHODS) expect(found!.maps.get('layer3')![method]).toBeDefined();
      return performance.now() - begun;
    };
    await once();
    const ratios: number[] = [];
    for (let round = 0; round < 3; round++) {
      const ours: number[] = [];
      for (let i = 0; i < 9; i++) ours.push(await once());
      const script = join(import.meta.dirname, 'time_cam.py');
      const theirs = Number(await python([script, String(THREADS)]));
      ratios.push(median(ours) / theirs);
      console.log(`four maps: ${median(ours).toFixed(0)} ms; PyTorch, a pass each: ${theirs.toFixed(0)} ms`);
    }
    await explainer.release();
    console.log(`ratio ${median(ratios).toFixed(2)}`);
    expect(median(ratios)).toBeLessThanOrEqual(MOST_RATIO);
  },
);
