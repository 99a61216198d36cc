import { InferenceSession, Tensor } from 'onnxruntime-node';
import type { Device } from '../graph/operation.ts';
import type { Runtime } from './runtime.ts';

export interface NodeRuntimeOptions {
  /** Where to compute. Default cpu. cuda needs a build of onnxruntime-node that has it. */
  readonly device?: Exclude<Device, 'wasm'>;
  /** Threads within one operation. Default: ONNX Runtime's choice, the physical cores. */
  readonly threads?: number;
}

/** onnxruntime-node as the engine's runtime. */
export function nodeRuntime({ device = 'cpu', threads }: NodeRuntimeOptions = {}): Runtime {
  return {
    device,
    ort: { InferenceSession, Tensor },
    options: {
      executionProviders: [device],
      graphOptimizationLevel: 'all',
      // the planned block is allocated beside what the first run left behind: half as much memory again, and no faster
      enableMemPattern: false,
      ...(threads !== undefined && { intraOpNumThreads: threads }),
      logSeverityLevel: 3,
    },
    state: device === 'webgpu' ? 'resident' : 'written',
  };
}
