export * from './csv.ts';
export { dataUrl } from './data-url.ts';
export * from './geojson.ts';
export * from './model-card.ts';
export * from './overlay.ts';
export * from './results-json.ts';
export * from './sheet/contact-sheet.ts';
export type { SheetImage } from './sheet/sheet-row.ts';
export * from './tables.ts';
