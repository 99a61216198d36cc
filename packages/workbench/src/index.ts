export { callArguments, isCall } from './call-arguments.ts';
export { UnknownImage } from './held-images.ts';
export { type Handlers, pipeline, type Surroundings } from './pipeline.ts';
export * from './protocol.ts';
export { rgbaOf } from './rgba.ts';
export { fromWire, toWire } from './wire.ts';
