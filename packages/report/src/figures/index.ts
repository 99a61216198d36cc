export * from './cluster-plot.ts';
export * from './explanation-panel.ts';
export * from './learning-curves.ts';
export * from './map-figures.ts';
export * from './map-overlay.ts';
export * from './selective-curves.ts';
