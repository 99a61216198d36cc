import type { ImageResult } from '@leukolens/cad';
import type { ImageJobOptions } from './image-job.ts';
import type { Input } from './inputs.ts';
import type { Answer } from './pool.ts';
import { RunError } from './run-error.ts';

/** What a worker is started with. */
export type WorkerData = ImageJobOptions;

// Ctrl-C reaches every process of the terminal; the one that started this decides. Before anything takes time to load.
process.on('SIGINT', () => undefined);

const data = JSON.parse(process.argv[2]!) as WorkerData;
const job = import('./image-job.ts').then(({ ImageJob }) => ImageJob.start(data));

process.on('message', async (input: Input) => {
  const answer: Answer<ImageResult> = await job
    .then((ready) => ready.run(input))
    .then(
      (result) => ({ result }),
      (error: Error) => ({
        error:
          error instanceof RunError
            ? error.message
            : `a fault in LeukoLens, please report it: ${error.message.split('\n', 1)[0]}`,
      }),
    );
  process.send!(answer);
});
