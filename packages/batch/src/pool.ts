import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** What a worker answers to a task: the result, or the one-line reason why there is none. */
export type Answer<Result> = { readonly result: Result } | { readonly error: string };

export interface PoolOptions {
  /** The worker's module; it answers each message with one `Answer`. */
  readonly module: URL;
  /** Handed to every worker as JSON, its first argument. */
  readonly data: unknown;
  /** Workers, 1 or more. */
  readonly jobs: number;
  /** Milliseconds after which a task is given up and its worker replaced. Default ten minutes. */
  readonly timeLimit?: number;
}

const TEN_MINUTES = 600_000;

/**
 * Runs tasks on worker processes, as many at a time as there are workers, and hands each answer on as it comes.
 * A task whose worker dies or overruns its time is answered by an error and the worker is replaced, so that one
 * bad input costs itself alone, even where it crashes native code. Tasks are taken from the iterable only when a worker
 * is free; `stop` lets those under way finish and takes no more.
 */
export async function runPool<Task, Result>(
  tasks: Iterable<Task>,
  options: PoolOptions,
  answered: (task: Task, answer: Answer<Result>) => Promise<void>,
  stop?: AbortSignal,
): Promise<void> {
  const queue = tasks[Symbol.iterator]();
  const lane = async (): Promise<void> => {
    let worker: ChildProcess | undefined;
    const take = () => {
      if (stop?.aborted) return undefined;
      const { value: task, done } = queue.next();
      if (done) return undefined;
      worker ??= start(options);
      return { task, answer: ask<Task, Result>(worker, task, options.timeLimit ?? TEN_MINUTES) };
    };
    try {
      for (let current = take(); current !== undefined; ) {
        const { task } = current;
        const answer = await current.answer;
        if ('lost' in answer) {
          worker?.kill('SIGKILL');
          worker = undefined;
        }
        current = take(); // so that the worker is busy while its answer is handed on
        if ('lost' in answer && stop?.aborted) continue; // it died of being stopped: the task is left, not failed
        await answered(task, 'lost' in answer ? { error: answer.lost } : answer);
      }
    } finally {
      worker?.kill('SIGKILL');
    }
  };
  await Promise.all(Array.from({ length: options.jobs }, lane));
}

/** Every core has a worker, so V8's helper threads would only take time from one another: 15 % of it, measured. */
const V8_OPTIONS = ['--single-threaded-gc'];

function start({ module, data }: PoolOptions): ChildProcess {
  return fork(fileURLToPath(module), [JSON.stringify(data)], {
    execArgv: V8_OPTIONS,
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
}

/** Sends a task and waits for its answer, or for the worker's end. */
function ask<Task, Result>(
  worker: ChildProcess,
  task: Task,
  timeLimit: number,
): Promise<Answer<Result> | { readonly lost: string }> {
  return new Promise((resolve) => {
    const settle = (answer: Answer<Result> | { lost: string }) => {
      clearTimeout(timer);
      worker.off('message', settle).off('error', failed).off('exit', ended).stderr?.off('data', listen);
      resolve(answer);
    };
    const failed = (error: Error) =>
      settle({ lost: `its worker failed: ${error.message.split('\n', 1)[0]}` });
    let said = '';
    const listen = (chunk: Buffer) => {
      said = (said + chunk).slice(-2000); // native libraries write to stderr at will
    };
    const ended = (code: number | null, signal: string | null) => {
      const why = said.match(/^\w*Error: .*$/m)?.[0];
      settle({ lost: `its worker ended (${[signal ?? `code ${code}`, why].filter(Boolean).join('; ')})` });
    };
    const timer = setTimeout(
      () => settle({ lost: `given up after ${Math.round(timeLimit / 1000)} s` }),
      timeLimit,
    );
    worker.on('message', settle).on('error', failed).on('exit', ended).stderr?.on('data', listen);
    worker.send(task as object);
  });
}
