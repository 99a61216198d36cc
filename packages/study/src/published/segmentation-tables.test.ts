import { expect, test } from 'vitest';
import { findDataset } from '../datasets/registry.ts';
import { citations } from './citations.ts';
import { quotedSegmentation } from './segmentation-tables.ts';

test('the tables have the rows that were printed', () => {
  const counts = new Map<string, number>();
  for (const { dataset } of quotedSegmentation) counts.set(dataset, (counts.get(dataset) ?? 0) + 1);
  expect([...counts]).toEqual([
    ['leukemia', 3],
    ['cellavision', 7],
    ['jtsc', 8],
    ['bloodseg', 4],
    ['raabin-wbc', 6],
    ['all-idb2', 2],
  ]);
  for (const row of quotedSegmentation) {
    expect(findDataset(row.dataset)).toBeDefined();
    expect(citations[row.citation]).toMatch(/\d{4}/);
  }
});

test('Dice values that the introduction quotes tell the data sets of Table 4', () => {
  const dice = (dataset: string, method: string) =>
    quotedSegmentation.find((row) => row.dataset === dataset && row.method === method)?.dice;
  expect(dice('bloodseg', 'Makem & Tiedeu')).toBe(94.75);
  expect(dice('cellavision', 'Makem & Tiedeu')).toBe(97.06);
  expect(dice('jtsc', 'Makem & Tiedeu')).toBe(90.79);
  expect(dice('raabin-wbc', 'Mousavi et al.')).toBe(95.42);
  expect(dice('raabin-wbc', 'Tavakoli et al.')).toBe(96.75);
  expect(dice('raabin-wbc', 'U-Net ++')).toBe(97.19);
  expect(dice('raabin-wbc', 'Attention U-Net')).toBe(96.33);
});

test('rows whose numbers do not go together have a footnote, and no others', () => {
  for (const row of quotedSegmentation) {
    const { precision, recall, dice, iou, images, dataset } = row;
    const share = dice / 100;
    const harmonic = (2 * precision * recall) / (precision + recall);
    const odd =
      dice > (precision + recall) / 2 + 0.02 || // never, not for means over images either
      Math.abs(harmonic - dice) > 3 ||
      Math.abs(iou - share / (2 - share)) > 0.015 ||
      (images !== undefined && images > findDataset(dataset)!.images);
    expect([row.dataset, row.method, row.footnote !== undefined]).toEqual([row.dataset, row.method, odd]);
  }
});
