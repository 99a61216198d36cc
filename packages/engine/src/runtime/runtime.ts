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
}
