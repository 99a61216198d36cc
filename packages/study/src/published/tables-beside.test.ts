import { expect, test } from 'vitest';
import type { SegmentationResult } from '../evaluate/schema.ts';
import { tablesBeside } from './tables-beside.ts';

const scores = {
  accuracy: 0.98765,
  precision: 1,
  recall: 0.5,
  specificity: 0.25,
  dice: 0.91234,
  iou: 0.8766,
  boundaryF1: 0,
  objectF1: 0,
};
const image = {
  image: 'a',
  ...scores,
  counts: {
    pixels: { truePositive: 1, falsePositive: 0, falseNegative: 0, trueNegative: 0 },
    boundary: { predicted: 0, predictedMatched: 0, truth: 0, truthMatched: 0 },
    objects: { predicted: 0, truth: 0, matched: 0 },
  },
};

function result(name: string, changes: Partial<SegmentationResult> = {}): SegmentationResult {
  return {
    schemaVersion: 1,
    kind: 'segmentation-evaluation',
    notice: 'Research use only.',
    method: 'handcrafted',
    software: { name: 'leukolens', version: '1.2.3', versions: {} },
    settings: {},
    bootstrap: { seed: 1, resamples: 1, level: 0.95 },
    data: { name, layout: 'index.csv', images: 2, annotator: 1, sha256: '' },
    mean: scores,
    interval: {} as SegmentationResult['interval'],
    pooled: scores,
    perImage: [image, image],
    warnings: [],
    failures: [],
    ...changes,
  };
}

test('our row stands before the quoted ones, which are marked and footnoted', () => {
  const { text, markdown } = tablesBeside(
    result('all-idb2', { meanIgnoringUnmarked: { ...scores, iou: 0.9 } }),
  );
  expect(text.split('\n').map((line) => line.replace(/ {2,}/g, '  '))).toEqual([
    'Method  Acc (%)  Pre (%)  Rec (%)  Spec (%)  DSC (%)  IoU  Images  Source',
    'handcrafted  98.77  100.00  50.00  25.00  91.23  0.877  2  leukolens 1.2.3',
    'handcrafted, ignoring unmarked nuclei  98.77  100.00  50.00  25.00  91.23  0.900  2  leukolens 1.2.3',
    'Vogado et al. [1]  98.59  91.24  98.09  98.62  94.17  0.890  300  quoted (vogado-2016)',
    'Proposed Ensemble [1]  98.51  93.45  97.14  98.60  95.14  0.910  300  quoted (diaz-resendiz-2023)',
    '',
    '[1] 300 test images are printed, but ALL-IDB2 has 260',
    expect.stringMatching(/^Quoted from Diaz Resendiz, J.L.; .* Cancers 2023, 15, 3376, Tables 2 to 4\.$/),
    '',
  ]);
  expect(markdown).toContain('| --- | ---: |');
  expect(markdown).toContain('| Vogado et al. [1] | 98.59 |');
});

test('what was not published is a dash; a misprint is kept', () => {
  const { markdown } = tablesBeside(result('raabin-wbc'));
  expect(markdown).toMatch(
    /\| Mask R-CNN \[1\] \| - \| 8\.59 \| 96\.80 \| - \| 91\.98 \| 0\.852 \| 250 \| quoted/,
  );
});

test('several methods stand together, several data sets do not', () => {
  const { text } = tablesBeside(result('jtsc'), result('jtsc', { method: 'U-Net' }));
  expect(text).toMatch(/\nhandcrafted .*\nU-Net /);
  expect(() => tablesBeside(result('jtsc'), result('pbc'))).toThrow('jtsc, pbc');
});

test('a set without published numbers has our row alone; names cannot break the Markdown', () => {
  const { text, markdown } = tablesBeside(result('mine', { method: 'a | b\n<i>' }));
  expect(text.split('\n').length).toBe(4);
  expect(markdown).toContain('| a \\| b \\<i\\> |');
});
