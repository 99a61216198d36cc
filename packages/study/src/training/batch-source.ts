import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';

/** Gives the batches of a run, step by step. */
export interface BatchSource<Batch> {
  /** The batch of `step`. Steps are asked for in order. */
  batch(step: number): Promise<Batch>;
  close(): Promise<void>;
}

/** How batches are made, on this thread or on one of their own. */
export interface BatchMaker<Batch, Data> {
  /** A module that calls `answerSteps` with the same function. Where it has not been built, batches are made on this thread. */
  readonly worker: URL;
  /** What the worker is started with; shared arrays in it are not copied. */
  readonly data: Data;
  /** The batch of a step; equal steps give equal batches. */
  readonly make: (data: Data, step: number) => Batch;
}

/** Batches made ahead of the step that is under way. */
const AHEAD = 3;

/**
 * Makes batches on a thread of its own, a few ahead, so that the network never waits for them. Where the worker has not been
 * built (sources run as they are), they are made on this thread, with the same result.
 */
export function batchSource<Batch, Data>({
  worker: module,
  data,
  make,
}: BatchMaker<Batch, Data>): BatchSource<Batch> {
  if (!existsSync(fileURLToPath(module))) {
    return { batch: async (step) => make(data, step), close: async () => undefined };
  }
  const worker = new Worker(module, { workerData: data });
  const waiting = new Map<number, PromiseWithResolvers<Batch>>();
  worker.on('message', ({ step, batch }: { step: number; batch: Batch }) =>
    waiting.get(step)?.resolve(batch),
  );
  worker.on('error', (error) => {
    for (const each of waiting.values()) each.reject(error);
  });
  return {
    batch: async (step) => {
      for (let next = step; next <= step + AHEAD; next++) {
        if (waiting.has(next)) continue;
        waiting.set(next, withResolvers<Batch>());
        worker.postMessage(next);
      }
      const batch = await waiting.get(step)!.promise;
      waiting.delete(step);
      return batch;
    },
    close: async () => {
      await worker.terminate();
    },
  };
}

interface PromiseWithResolvers<T> {
  readonly promise: Promise<T>;
  readonly resolve: (value: T) => void;
  readonly reject: (reason: Error) => void;
}

function withResolvers<T>(): PromiseWithResolvers<T> {
  let [resolve, reject]: [(value: T) => void, (reason: Error) => void] = [() => undefined, () => undefined];
  const promise = new Promise<T>((settle, fail) => {
    [resolve, reject] = [settle, fail];
  });
  promise.catch(() => undefined); // heard by who awaits it; nobody may
  return { promise, resolve, reject };
}
