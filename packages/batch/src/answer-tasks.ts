import type { Answer } from './pool.ts';
import { RunError } from './run-error.ts';

/**
 * A worker's life: answers each message of the process that started it by what the job makes of it. Call it once, at once.
 * @param start loads the job, given what the worker was started with
 */
export function answerTasks<Data, Task, Result>(
  start: (data: Data) => Promise<{ run(task: Task): Promise<Result> }>,
): void {
  // Ctrl-C reaches every process of the terminal; the one that started this decides.
  process.on('SIGINT', () => undefined);
  const job = start(JSON.parse(process.argv[2]!) as Data);
  process.on('message', async (task: Task) => {
    const answer: Answer<Result> = await job
      .then((ready) => ready.run(task))
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
}
