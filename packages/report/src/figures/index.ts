export * from './learning-curves.ts';
