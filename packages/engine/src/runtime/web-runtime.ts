import type { Runtime } from './runtime.ts';

export interface WebRuntimeOptions {
  /** Where to compute: WebAssembly on the processor, or WebGPU. Default wasm. */
  readonly device?: 'wasm' | 'webgpu';
  /**
   * Threads for WebAssembly; more than 1 need a page that is cross-origin isolated. Default: half the processors, at
   * most 4. The first runtime of a page decides for all of its device.
   */
  readonly threads?: number;
  /**
   * Folder, as a URL of the page's own origin, that serves onnxruntime-web's .wasm and .mjs files. Default: the files
   * that the bundler places beside the code. Nothing is fetched from anywhere else.
   */
  readonly wasmPaths?: string;
}

/**
 * onnxruntime-web as the engine's runtime. Only the build that the device needs is loaded: about 14 MB for wasm, 27 MB
 * for webgpu.
 * @throws Error for webgpu where the browser offers no adapter, and for `wasmPaths` of another origin
 */
export async function webRuntime({
  device = 'wasm',
  threads,
  wasmPaths,
}: WebRuntimeOptions = {}): Promise<Runtime> {
  if (wasmPaths !== undefined) requireOwnOrigin(wasmPaths);
  if (device === 'webgpu') await requireAdapter();
  const { env, InferenceSession, Tensor } =
    device === 'webgpu' ? await import('onnxruntime-web/webgpu') : await import('onnxruntime-web/wasm');
  if (threads !== undefined) env.wasm.numThreads = threads;
  if (wasmPaths !== undefined) env.wasm.wasmPaths = wasmPaths;
  // what the optimiser reports of every graph would fill the console
  env.logLevel = 'error';
  return {
    device,
    ort: { InferenceSession, Tensor },
    options: { executionProviders: [device], graphOptimizationLevel: 'all', logSeverityLevel: 3 },
    state: device === 'webgpu' ? 'resident' : 'returned',
  };
}

function requireOwnOrigin(wasmPaths: string): void {
  const { origin } = new URL(wasmPaths, location.href);
  if (origin !== location.origin) {
    throw new Error(
      `webRuntime: wasmPaths leads to ${origin}; expected a folder of the page's own origin, ${location.origin}`,
    );
  }
}

async function requireAdapter(): Promise<void> {
  // the type promises what only some browsers keep
  const { gpu } = navigator as { gpu?: GPU };
  if (!(await gpu?.requestAdapter())) {
    throw new Error('webRuntime: this browser offers no WebGPU adapter; use the wasm device');
  }
}
