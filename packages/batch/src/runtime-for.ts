import type { Runtime } from '@leukolens/engine';
import { RunError } from './run-error.ts';

/**
 * ONNX Runtime, loaded when it is first asked for.
 * @param what needs it, for the message
 * @param threads that it computes with; its own choice, the physical cores, where undefined
 * @throws RunError where it does not load here
 */
export async function runtimeFor(what: string, threads?: number): Promise<Runtime> {
  const { nodeRuntime } = await import('@leukolens/engine/node').catch(() => {
    throw new RunError(`${what} needs ONNX Runtime, which does not load here: doctor says why`);
  });
  return nodeRuntime(threads === undefined ? {} : { threads });
}
