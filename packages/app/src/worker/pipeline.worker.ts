/// <reference lib="webworker" />
import { type Call, type Cancel, pipeline, type Request, type Response } from '@leukolens/workbench';
import { surroundings } from './surroundings.ts';

const answer = (response: Response, transfer: Transferable[] = []) =>
  self.postMessage(response, { transfer });
const handlers = pipeline(surroundings((loaded) => answer({ progress: { loaded } })));
const running = new Map<number, AbortController>();
let last: Promise<unknown> = Promise.resolve();

self.onmessage = ({ data }: MessageEvent<Request | Cancel>) => {
  if ('cancel' in data) {
    running.get(data.cancel)?.abort();
    return;
  }
  const stop = new AbortController();
  running.set(data.id, stop);
  // one after the other: networks take all threads anyway, and answers stay in order
  last = last.then(() => carryOut(data, stop.signal)).finally(() => running.delete(data.id));
};

async function carryOut({ id, call, args }: Request, signal: AbortSignal): Promise<void> {
  try {
    signal.throwIfAborted();
    const handler = handlers[call] as (signal: AbortSignal, ...args: unknown[]) => unknown;
    const result = await handler(signal, ...(args as unknown[]));
    answer({ id, result }, buffersOf(call, result));
  } catch (error) {
    answer({ id, error: (error as Error).message, aborted: signal.aborted });
  }
}

/** Pixels are handed over, not copied. */
function buffersOf(call: Call, result: unknown): Transferable[] {
  if (call === 'exportFiles')
    return (result as { bytes: Uint8Array }[]).map(({ bytes }) => bytes.buffer as ArrayBuffer);
  const { rgba, labels } = (result ?? {}) as { rgba?: Uint8ClampedArray; labels?: Uint16Array };
  return [rgba, labels].flatMap((array) => (array ? [array.buffer as ArrayBuffer] : []));
}
