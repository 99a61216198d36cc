import { Worker } from 'node:worker_threads';

/** What a worker answers to a task: the result, or the one-line reason why there is none. */
export type Answer<Result> = { readonly result: Result } | { readonly error: string };

export interface PoolOptions {
  /** The worker's module; it answers each message with one `Answer`. */
  readonly module: URL;
  /** Handed to every worker as its `workerData`. */
  readonly data: unknown;
  /** Worker threads, 1 or more. */
  readonly jobs: number;
  /** Milliseconds after which a task is given up and its worker replaced. Default ten minutes. */
  readonly timeLimit?: number;
}

const TEN_MINUTES = 600_000;

/**
 * Runs tasks on worker threads, as many at a time as there are workers, and hands each answer on as it comes.
 * A task whose worker dies or overruns its time is answered by an error and the worker is replaced, so that one
 * bad input costs itself alone. Tasks are taken from the iterable only when a worker is free; `stop` lets those
 * under way finish and takes no more.
 */
export async function runPool<Task, Result>(
  tasks: Iterable<Task>,
  options: PoolOptions,
  answered: (task: Task, answer: Answer<Result>) => Promise<void>,
  stop?: AbortSignal,
): Promise<void> {
  const queue = tasks[Symbol.iterator]();
  const lane = async (): Promise<void> => {
    let worker: Worker | undefined;
    try {
      while (!stop?.aborted) {
        const { value: task, done } = queue.next();
        if (done) return;
        worker ??= new Worker(options.module, { workerData: options.data });
        const answer = await ask<Task, Result>(worker, task, options.timeLimit ?? TEN_MINUTES);
        if ('lost' in answer) {
          await worker.terminate();
          worker = undefined;
          await answered(task, { error: answer.lost });
        } else await answered(task, answer);
      }
    } finally {
      await worker?.terminate();
    }
  };
  await Promise.all(Array.from({ length: options.jobs }, lane));
}

/** Sends a task and waits for its answer, or for the worker's end. */
function ask<Task, Result>(
  worker: Worker,
  task: Task,
  timeLimit: number,
): Promise<Answer<Result> | { readonly lost: string }> {
  return new Promise((resolve) => {
    const settle = (answer: Answer<Result> | { lost: string }) => {
      clearTimeout(timer);
      worker.off('message', settle).off('error', failed).off('exit', ended);
      resolve(answer);
    };
    const failed = (error: Error) => settle({ lost: `the worker failed: ${firstLine(error.message)}` });
    const ended = (code: number) => settle({ lost: `the worker ended with code ${code}` });
    const timer = setTimeout(
      () => settle({ lost: `given up after ${Math.round(timeLimit / 1000)} s` }),
      timeLimit,
    );
    worker.on('message', settle).on('error', failed).on('exit', ended);
    worker.postMessage(task);
  });
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0]!;
}
