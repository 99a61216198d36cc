export * from './nuclei/nuclei.ts';
export * from './results.ts';
export * from './segment/handcrafted.ts';
export * from './segment/segmenter.ts';
export * from './self-check/self-check.ts';
export * from './software.ts';
