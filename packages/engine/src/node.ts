/** What needs Node: the runtime on onnxruntime-node. */
export { type NodeRuntimeOptions, nodeRuntime } from './runtime/node-runtime.ts';
