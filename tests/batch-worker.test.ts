import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { type Batch, makeBatch } from '../packages/study/src/unet/batches.ts';
import type { TrainingSample } from '../packages/study/src/unet/samples.ts';
import { madeSample } from '../packages/study/src/unet/testing/made-sample.ts';
import { smallRecipe } from '../packages/study/src/unet/testing/small-recipe.ts';

const PROGRAM = fileURLToPath(new URL('worker-batches.mjs', import.meta.url));

const recipe = smallRecipe({
  batch: 2,
  augmentation: { flips: 0.5, turn: 0.5, zoom: 0.3, stain: 0.1, gamma: 0.5, clahe: 0.5, noise: 0.5 },
});

/** What the worker of the built package makes. */
async function fromWorker(
  samples: readonly TrainingSample[],
  steps: readonly number[],
): Promise<{ batches?: Batch[]; error?: string }> {
  const child = fork(PROGRAM, { execArgv: [], serialization: 'advanced' });
  child.send({ samples, recipe, seed: '7', steps });
  const [answer] = await once(child, 'message');
  return answer;
}

test('the batches that the worker thread makes are those that this thread makes', async () => {
  const samples = [10, 90, 170].map((level) =>
    madeSample(30, 20, (x, y) => ({ colour: [level, 8 * x, 12 * y], target: 8 * x }), `made/${level}`),
  );
  // from a step in the middle on, as after a stop
  const steps = [5, 6, 7, 8, 9];
  const { batches, error } = await fromWorker(samples, steps);
  expect(error).toBeUndefined();
  expect(batches).toEqual(steps.map((step) => makeBatch({ samples, recipe, seed: '7' }, step)));
});

test('what goes wrong in the worker is heard', async () => {
  expect(await fromWorker([], [0])).toEqual({ error: expect.stringContaining('TypeError') });
});
