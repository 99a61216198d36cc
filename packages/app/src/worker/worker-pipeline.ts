import type { Call, Calls, Request, Response } from '@leukolens/workbench';
import { type Pipeline, Stopped } from './client.ts';

/** The pipeline in a worker of this tab. */
export class WorkerPipeline implements Pipeline {
  readonly #worker: Worker;
  readonly #waiting = new Map<number, { resolve: (result: never) => void; reject: (error: Error) => void }>();
  #next = 1;

  /** @param onBytes told of the bytes of models that came in so far */
  constructor(worker: Worker, onBytes: (loaded: number) => void) {
    this.#worker = worker;
    worker.onmessage = ({ data }: MessageEvent<Response>) => {
      if ('progress' in data) {
        onBytes(data.progress.loaded);
        return;
      }
      const waiting = this.#waiting.get(data.id);
      this.#waiting.delete(data.id);
      if ('error' in data) waiting?.reject(data.aborted ? new Stopped() : new Error(data.error));
      else waiting?.resolve(data.result as never);
    };
    worker.onerror = ({ message }) => {
      for (const { reject } of this.#waiting.values()) {
        reject(new Error(`the page's worker failed: ${message}`));
      }
      this.#waiting.clear();
    };
  }

  call<Name extends Call>(
    name: Name,
    args: Parameters<Calls[Name]>,
    signal?: AbortSignal,
  ): Promise<ReturnType<Calls[Name]>> {
    const id = this.#next++;
    return new Promise((resolve, reject) => {
      if (signal?.aborted) {
        reject(new Stopped());
        return;
      }
      this.#waiting.set(id, { resolve: resolve as (result: never) => void, reject });
      const cancel = () => {
        this.#worker.postMessage({ cancel: id });
        // what it answers all the same is of no use
        this.#waiting.delete(id);
        reject(new Stopped());
      };
      signal?.addEventListener('abort', cancel, { once: true });
      // a large mask is not copied again
      const transfer = args.flatMap((each: unknown) =>
        ArrayBuffer.isView(each) ? [each.buffer as ArrayBuffer] : [],
      );
      this.#worker.postMessage({ id, call: name, args } satisfies Request, transfer);
    });
  }
}
