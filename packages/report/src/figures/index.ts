export * from './cluster-plot.ts';
export * from './explanation-panel.ts';
export * from './learning-curves.ts';
export * from './map-overlay.ts';
