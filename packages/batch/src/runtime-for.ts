import type { Runtime } from '@leukolens/engine';
import { RunError } from './run-error.ts';

/**
 * ONNX Runtime, loaded when it is first asked for: the native one, or WebAssembly where that was not installed or does not load.
 * @param what needs it, for the message
 * @param threads that it computes with; its own choice, the physical cores, where undefined
 * @throws RunError where neither loads here
 */
export async function runtimeFor(what: string, threads?: number): Promise<Runtime> {
  const chosen = threads === undefined ? {} : { threads };
  try {
    const { nodeRuntime } = await import('@leukolens/engine/node');
    return nodeRuntime(chosen);
  } catch {
    const { wasmNodeRuntime } = await import('@leukolens/engine/wasm-node').catch(() => {
      throw new RunError(`${what} needs ONNX Runtime, which does not load here: doctor says why`);
    });
    return wasmNodeRuntime(chosen);
  }
}
