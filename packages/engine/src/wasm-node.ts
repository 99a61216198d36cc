/** The runtime on onnxruntime-web in Node, where onnxruntime-node is not to be had. */
export { wasmNodeRuntime } from './runtime/wasm-node-runtime.ts';
