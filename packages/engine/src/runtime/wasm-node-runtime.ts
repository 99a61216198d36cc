import { env, InferenceSession, Tensor } from 'onnxruntime-web';
import type { Runtime } from './runtime.ts';

/**
 * onnxruntime-web in Node: WebAssembly, for machines where onnxruntime-node could not be installed. Several times slower.
 * @param threads of the first runtime of a process hold for all; default 1
 */
export function wasmNodeRuntime({ threads = 1 }: { readonly threads?: number } = {}): Runtime {
  env.wasm.numThreads = threads;
  env.logLevel = 'error';
  return {
    device: 'wasm',
    ort: { InferenceSession, Tensor },
    options: { executionProviders: ['wasm'], graphOptimizationLevel: 'all', logSeverityLevel: 3 },
    state: 'returned',
  };
}
