/** For batch-worker.test.ts: answers what the built package's worker thread makes, in a process that runs nothing unbuilt. */
import { batchSource } from '../packages/study/dist/training/batch-source.js';
import { makeBatch } from '../packages/study/dist/unet/batches.js';

const worker = new URL('../packages/study/dist/unet/batch-worker.js', import.meta.url);

process.once('message', async ({ samples, recipe, seed, steps }) => {
  const source = batchSource({ worker, data: { samples, recipe, seed }, make: makeBatch });
  try {
    const batches = [];
    for (const step of steps) batches.push(await source.batch(step));
    process.send({ batches });
  } catch (error) {
    process.send({ error: String(error) });
  } finally {
    await source.close();
    process.disconnect();
  }
});
