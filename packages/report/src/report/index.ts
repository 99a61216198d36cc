export { type ReportedSlide, slideReport } from '../slide/slide-report.ts';
export { BatchSum, type BatchSummary } from './batch-summary.ts';
export type { ReportedImage } from './image-article.ts';
export * from './image-page.ts';
export { pageOf } from './page-of.ts';
export { MOST_INSIDE, type ReportedLine, type RunReport, runReport } from './run-report.ts';
