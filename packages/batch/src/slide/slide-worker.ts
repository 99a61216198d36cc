import { answerTasks } from '../answer-tasks.ts';
import type { SlideJobOptions } from './slide-job.ts';

answerTasks(async (options: SlideJobOptions) => (await import('./slide-job.ts')).SlideJob.start(options));
