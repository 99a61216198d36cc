/** What needs a browser: the runtime on onnxruntime-web. */
export { type WebRuntimeOptions, webRuntime } from './runtime/web-runtime.ts';
