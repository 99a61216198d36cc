import type { Runtime } from '../../../packages/engine/src/runtime/runtime.ts';
import { webRuntime } from '../../../packages/engine/src/web.ts';
import { maskSums } from '../masks.ts';
import { operationReports, type Share } from '../operations.ts';
import { type Task, train } from '../training-run.ts';

export type WebDevice = 'wasm' | 'webgpu';

const runtimes = new Map<WebDevice, Promise<Runtime>>();

function runtimeFor(device: WebDevice): Promise<Runtime> {
  const runtime = runtimes.get(device) ?? webRuntime({ device, threads: 2 });
  runtimes.set(device, runtime);
  return runtime;
}

/** What the checks call from outside the browser, as `engine`. */
const page = {
  operations: async (device: WebDevice, share: Share) => operationReports(await runtimeFor(device), share),
  masks: async (device: WebDevice) => maskSums(await runtimeFor(device)),
  train: async (device: WebDevice, task: Task, steps: number) => train(await runtimeFor(device), task, steps),
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
