import { parentPort, workerData } from 'node:worker_threads';
import { makeBatch } from './batches.ts';
import type { Recipe } from './recipe.ts';
import type { TrainingSample } from './samples.ts';

/** What a worker is started with. */
export interface BatchWorkerData {
  readonly samples: readonly TrainingSample[];
  readonly recipe: Recipe;
  readonly seed: string;
}

const { samples, recipe, seed } = workerData as BatchWorkerData;

parentPort!.on('message', (step: number) => {
  const batch = makeBatch(samples, recipe, seed, step);
  const buffers = Object.values(batch).map((array) => array.buffer as ArrayBuffer);
  parentPort!.postMessage({ step, batch }, buffers);
});
