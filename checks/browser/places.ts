import { existsSync } from 'node:fs';
import { env } from 'onnxruntime-node';
import { nodeRuntime } from '../../packages/engine/src/node.ts';
import { type GRAPHICS, type Site, visit } from './chromium.ts';
import { type MaskSum, maskSums } from './masks.ts';
import { type OperationReport, operationReports, type Share } from './operations.ts';
import type { WebDevice } from './page/page.ts';
import { type Task, type TrainingRun, train } from './training-run.ts';

/** Somewhere the engine runs. */
export interface Place {
  /** What computes there, in words. */
  readonly name: string;
  operations(share: Share): Promise<OperationReport[]>;
  masks(): Promise<MaskSum[]>;
  train(task: Task, steps: number): Promise<TrainingRun>;
  /** All that went wrong beside: errors on a console, requests to elsewhere. */
  problems(): readonly string[];
  close(): Promise<void>;
}

/** Chromium's software graphics card, as a driver that Node's Vulkan can load. */
const SWIFTSHADER = '/usr/lib/chromium/vk_swiftshader_icd.json';

/** onnxruntime-node. For webgpu SwiftShader is added as a last resort; a card of the machine's goes before. */
export async function node(device: 'cpu' | 'webgpu'): Promise<Place | string> {
  if (device === 'webgpu' && existsSync(SWIFTSHADER)) process.env.VK_ADD_DRIVER_FILES ??= SWIFTSHADER;
  const runtime = nodeRuntime({ device });
  try {
    await maskSums(runtime);
  } catch (error) {
    if (String(error).includes('Failed to get a WebGPU adapter')) return 'no WebGPU adapter for Node';
    throw error;
  }
  const adapter = device === 'webgpu' ? ` on a graphics card, or else SwiftShader (${SWIFTSHADER})` : '';
  return {
    name: `onnxruntime-node ${env.versions.node} ${device}${adapter}`,
    operations: (share) => operationReports(runtime, share),
    masks: () => maskSums(runtime),
    train: (task, steps) => train(runtime, task, steps),
    problems: () => [],
    close: async () => undefined,
  };
}

/** onnxruntime-web in Chromium. For webgpu a graphics card if there is one, else SwiftShader. */
export async function browser(site: Site, device: WebDevice): Promise<Place | string> {
  const ways: (keyof typeof GRAPHICS)[] = device === 'wasm' ? ['none'] : ['hardware', 'software'];
  for (const graphics of ways) {
    const { tab, problems, version, close } = await visit(site, graphics);
    const adapter = await tab.evaluate(() => globalThis.engine.adapter());
    if (device === 'webgpu' && adapter === null) {
      await close();
      continue;
    }
    const threads = await tab.evaluate(() => (globalThis.crossOriginIsolated ? 2 : 1));
    return {
      name: `${version} ${device}, ${device === 'wasm' ? `${threads} threads` : `adapter ${adapter}`}`,
      operations: (share) =>
        tab.evaluate(([on, which]) => globalThis.engine.operations(on, which), [device, share] as const),
      masks: () => tab.evaluate((on) => globalThis.engine.masks(on), device),
      train: (task, steps) =>
        tab.evaluate(([on, what, count]) => globalThis.engine.train(on, what, count), [
          device,
          task,
          steps,
        ] as const),
      problems: () => problems,
      close,
    };
  }
  return 'no WebGPU adapter in Chromium, not even SwiftShader';
}
