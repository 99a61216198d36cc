import type { ImageResult } from '@leukolens/cad';
import type { Input } from './inputs.ts';
import type { Answer } from './pool.ts';
import type { SegmentSettings } from './settings.ts';

/** What a worker is started with. */
export interface WorkerData {
  readonly settings: SegmentSettings;
  readonly out: string;
}

// Ctrl-C reaches every process of the terminal; the one that started this decides. Before anything takes time to load.
process.on('SIGINT', () => undefined);

const { settings, out } = JSON.parse(process.argv[2]!) as WorkerData;
const job = import('./image-job.ts').then(({ ImageJob }) => new ImageJob(settings, out));

process.on('message', async (input: Input) => {
  const answer: Answer<ImageResult> = await job
    .then((ready) => ready.run(input))
    .then(
      (result) => ({ result }),
      (error: Error) => ({
        error: `a fault in LeukoLens, please report it: ${error.message.split('\n', 1)[0]}`,
      }),
    );
  process.send!(answer);
});
