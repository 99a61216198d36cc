export { writePieces, writeWhole } from './atomic.ts';
export * from './file-reason.ts';
export * from './inputs.ts';
export { methodModel } from './method.ts';
export {
  DEFAULT_MODELS,
  modelFor,
  openModel,
  requireNewModel,
  type StoredModel,
  shippedModels,
  usedModel,
  writeModelFiles,
} from './models.ts';
export * from './output.ts';
export type { Existing } from './output-folder.ts';
export * from './printable.ts';
export { pseudonymised } from './pseudonyms.ts';
export { RememberedMasks } from './remembered-masks.ts';
export * from './result-sheet.ts';
export * from './run.ts';
export * from './run-error.ts';
export { runtimeFor } from './runtime-for.ts';
export { segmenterOf } from './segmenter-of.ts';
export * from './settings.ts';
export { mergeImages } from './shard/merge-images.ts';
export { mergeSlides } from './shard/merge-slides.ts';
export { type Shard, shardSchema } from './shard/shard.ts';
export { readShards } from './shard/shard-file.ts';
export { doneSlides, runSlides, type SlidesRunOptions } from './slide/run-slides.ts';
export { type SlideSettings, slideSettingsSchema, TILE_SIDES } from './slide/slide-settings.ts';
export { writeSyntheticSet } from './synthetic-set.ts';
export { writeSyntheticSlide } from './synthetic-slide.ts';
