/** What needs Node: the runtime on onnxruntime-node, and checkpoints in a folder. */
export * from './checkpoints.ts';
export { type Offered, offeredDevices } from './runtime/node-devices.ts';
export { type NodeRuntimeOptions, nodeRuntime } from './runtime/node-runtime.ts';
