export * from './byte-source.ts';
export { looksLikeSlide } from './looks-like-slide.ts';
export type { SlideMetadata } from './metadata.ts';
export { type PyramidOptions, PyramidWriter, type SlideSink } from './pyramid-writer.ts';
export { common, type Region } from './region.ts';
export * from './slide.ts';
