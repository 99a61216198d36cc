import { parentPort, workerData } from 'node:worker_threads';

/** For a worker of `batchSource`: answers each step asked for with its batch, whose arrays are handed over, not copied. */
export function answerSteps<Batch extends object, Data>(make: (data: Data, step: number) => Batch): void {
  const data = workerData as Data;
  parentPort!.on('message', (step: number) => {
    const batch = make(data, step);
    const buffers = Object.values(batch).map((array: ArrayBufferView) => array.buffer as ArrayBuffer);
    parentPort!.postMessage({ step, batch }, buffers);
  });
}
