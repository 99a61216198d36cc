import type { ImageResult } from '@leukolens/cad';
import { ImageJob } from './image-job.ts';
import type { Input } from './inputs.ts';
import type { Answer } from './pool.ts';
import type { SegmentSettings } from './settings.ts';

/** What a worker is started with. */
export interface WorkerData {
  readonly settings: SegmentSettings;
  readonly out: string;
}

const { settings, out } = JSON.parse(process.argv[2]!) as WorkerData;
const job = new ImageJob(settings, out);

process.on('SIGINT', () => undefined); // Ctrl-C reaches every process of the terminal; the one that started this decides
process.on('message', async (input: Input) => {
  const answer: Answer<ImageResult> = await job.run(input).then(
    (result) => ({ result }),
    (error: Error) => ({
      error: `a fault in LeukoLens, please report it: ${error.message.split('\n', 1)[0]}`,
    }),
  );
  process.send!(answer);
});
