import type { Runtime } from '../../../packages/engine/src/runtime/runtime.ts';
import { webRuntime } from '../../../packages/engine/src/web.ts';
import { maskSums } from '../masks.ts';
import { operationReports, type Share } from '../operations.ts';
import { type Base64, bytesOf, type Outlined, type SentImage, startOutlining } from '../outlining.ts';
import { type Task, train } from '../training-run.ts';

export type WebDevice = 'wasm' | 'webgpu';

const runtimes = new Map<WebDevice, Promise<Runtime>>();

function runtimeFor(device: WebDevice): Promise<Runtime> {
  const runtime = runtimes.get(device) ?? webRuntime({ device, threads: 2 });
  runtimes.set(device, runtime);
  return runtime;
}

let outline: ((image: SentImage) => Promise<Outlined>) | undefined;

/** What the checks call from outside the browser, as `engine`. */
const page = {
  operations: async (device: WebDevice, share: Share) => operationReports(await runtimeFor(device), share),
  masks: async (device: WebDevice) => maskSums(await runtimeFor(device)),
  train: async (device: WebDevice, task: Task, steps: number) => train(await runtimeFor(device), task, steps),
  /** Reads a model from its two files; `outline` then goes by it. */
  openModel: async (device: WebDevice, description: Base64, weights: Base64): Promise<void> => {
    const files = { description: bytesOf(description), weights: bytesOf(weights) };
    outline = await startOutlining(await runtimeFor(device), files);
  },
  outline: async (image: SentImage): Promise<Outlined> => {
    if (outline === undefined) throw new Error('outline: no model was opened');
    return outline(image);
  },
  /** What the graphics adapter calls itself; null where there is none. */
  adapter: async (): Promise<string | null> => {
    // the type promises what only some browsers keep
    const { gpu } = navigator as { gpu?: GPU };
    const info = (await gpu?.requestAdapter())?.info;
    return info ? [info.vendor, info.architecture, info.description].filter(Boolean).join(' ') : null;
  },
};

export type Page = typeof page;

declare global {
  var engine: Page;
}

globalThis.engine = page;
