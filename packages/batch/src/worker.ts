import { answerTasks } from './answer-tasks.ts';
import type { ImageJobOptions } from './image-job.ts';

/** What a worker is started with. */
export type WorkerData = ImageJobOptions;

// loaded when asked for, so that a worker hears of Ctrl-C before anything takes time to load
answerTasks(async (data: WorkerData) => (await import('./image-job.ts')).ImageJob.start(data));
