/** For batch-worker.test.ts: answers what the built package's worker thread makes, in a process that runs nothing unbuilt. */
import { batchSource } from '../packages/study/dist/unet/batch-source.js';

process.once('message', async ({ samples, recipe, seed, steps }) => {
  const source = batchSource({ samples, recipe, seed });
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
