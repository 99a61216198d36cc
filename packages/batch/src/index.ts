export { writePieces, writeWhole } from './atomic.ts';
export * from './file-reason.ts';
export * from './inputs.ts';
export * from './output.ts';
export type { Existing } from './output-folder.ts';
export * from './run.ts';
export * from './run-error.ts';
export * from './settings.ts';
export { writeSyntheticSet } from './synthetic-set.ts';
