import type { InferenceSession, InferenceSessionFactory, TensorConstructor } from 'onnxruntime-common';
import type { Device } from '../graph/operation.ts';

/**
 * An ONNX Runtime to compute with, injected so that the engine itself depends on none: onnxruntime-node, or
 * onnxruntime-web in a browser.
 */
export interface Runtime {
  readonly device: Device;
  readonly ort: { readonly InferenceSession: InferenceSessionFactory; readonly Tensor: TensorConstructor };
  readonly options: InferenceSession.SessionOptions;
  /** How a session's state passes from run to run. Default written. */
  readonly state?: StateTransfer;
}

/**
 * - written: a run writes the next state into arrays handed to it, so that no step allocates;
 * - returned: a run returns it as new arrays, since it computes in a memory of its own;
 * - resident: it stays in buffers of the device, and comes back only when asked for.
 */
export type StateTransfer = 'written' | 'returned' | 'resident';
