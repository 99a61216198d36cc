import { readFile } from 'node:fs/promises';
import { type GreyImage, greyImage, type Mask } from '@leukolens/imaging';
import { expect, test } from 'vitest';
import { openDataset } from '../datasets/open.ts';
import { temporaryTree } from '../datasets/testing/temporary-tree.ts';
import { drawnMask } from '../metrics/testing/drawn.ts';
import { readSegmentationResult } from './schema.ts';
import { evaluateSegmentation, type SegmentationEvaluation } from './segmentation.ts';

const GREY: Readonly<Record<string, number>> = { '#': 255, '+': 128, '?': 200 };

/** Mask files of these tests hold one row, drawn as text: '#' nucleus, '+' cytoplasm, '?' the grey value 200. */
async function readDrawn(path: string): Promise<GreyImage> {
  const row = await readFile(path, 'utf8');
  return greyImage(
    row.length,
    1,
    Uint8Array.from(row, (pixel) => GREY[pixel] ?? 0),
  );
}

const TREE = {
  'index.csv': 'image,mask,label\nIm001_1.tif,Im001_1.png,lymphoblast\nIm131_0.tif,Im131_0.png,normal\n',
  'images/Im001_1.tif': '',
  'images/Im131_0.tif': '',
  'masks/Im001_1.png': '.##+...............',
  'masks/Im131_0.png': '.##................',
  'masks-2/Im001_1.png': '.##............####',
  'masks-2/Im131_0.png': '.###...............',
};

const PREDICTED: Readonly<Record<string, Mask>> = {
  Im001_1: drawnMask('.##............####'),
  Im131_0: drawnMask('.#.................'),
};

async function evaluation(
  files: Readonly<Record<string, string>>,
  changes: Partial<SegmentationEvaluation> = {},
): Promise<SegmentationEvaluation> {
  return {
    dataset: await openDataset('all-idb2', await temporaryTree(files)),
    method: 'drawn',
    segment: async (item) => PREDICTED[item.id]!,
    readMask: readDrawn,
    seed: 1,
    resamples: 200,
    software: { name: 'leukolens', version: '0.0.0', versions: {} },
    settings: { threshold: 0.5 },
    ...changes,
  };
}

test('means as given, without unmarked nuclei, against the other hand, and between the hands', async () => {
  const result = await evaluateSegmentation(await evaluation(TREE));
  expect(result.mean.iou).toBeCloseTo((2 / 6 + 1 / 2) / 2, 12);
  expect(result.pooled.iou).toBeCloseTo(3 / 8, 12);
  expect(result.imagesWithUnmarked).toBe(1);
  expect(result.meanIgnoringUnmarked!.iou).toBeCloseTo((1 + 1 / 2) / 2, 12);
  expect(result.meanIgnoringUnmarked!.objectF1).toBe(1); // halves match at exactly 0.5
  expect(result.otherAnnotator).toMatchObject({ images: 2 });
  expect(result.otherAnnotator!.mean.iou).toBeCloseTo((1 + 1 / 3) / 2, 12);
  expect(result.betweenAnnotators!.mean.iou).toBeCloseTo((2 / 6 + 2 / 3) / 2, 12);
  expect(result.perImage.map(({ image }) => image)).toEqual(['Im001_1', 'Im131_0']);
  expect(result.perImage[0]!.counts.pixels).toEqual({
    truePositive: 2,
    falsePositive: 4,
    falseNegative: 0,
    trueNegative: 13,
  });
  expect(result.data).toMatchObject({ name: 'all-idb2', images: 2, annotator: 1 });
  expect(readSegmentationResult(JSON.parse(JSON.stringify(result)))).toEqual(result);
});

test('the second hand may be the truth; then nothing is ignored', async () => {
  const result = await evaluateSegmentation(await evaluation(TREE, { annotator: 2 }));
  expect(result.mean.iou).toBeCloseTo((1 + 1 / 3) / 2, 12);
  expect(result.otherAnnotator!.mean.iou).toBeCloseTo((2 / 6 + 1 / 2) / 2, 12);
  expect(result).not.toHaveProperty('meanIgnoringUnmarked');
});

test('a mask of another size fails its image alone, both sizes named', async () => {
  const files = { ...TREE, 'masks/Im131_0.png': '.##' };
  const result = await evaluateSegmentation(await evaluation(files));
  expect(result.failures).toEqual([
    {
      image: 'Im131_0',
      error: 'the mask is 3 x 1 pixels, but the image is 19 x 1; both must be of one size',
    },
  ]);
  expect(result.perImage.length).toBe(1);
  expect(result.data.images).toBe(2);
});

test('unknown grey values are counted in a warning', async () => {
  const files = { ...TREE, 'masks/Im131_0.png': '.??................' };
  const result = await evaluateSegmentation(await evaluation(files));
  expect(result.warnings.at(-1)).toBe(
    'Im131_0: 2 pixels of the mask are not 0, 128 or 255; each counts as the nearest of these',
  );
  expect(result.perImage[1]!.iou).toBe(0.5);
});

test('the result does not depend on how many images are done at a time', async () => {
  const order: string[] = [];
  const changes: Partial<SegmentationEvaluation> = {
    jobs: 2,
    segment: async (item) => {
      await new Promise((resolve) => setTimeout(resolve, item.id === 'Im001_1' ? 20 : 0));
      return PREDICTED[item.id]!;
    },
    onProgress: ({ done, total, image }) => order.push(`${done}/${total} ${image}`),
  };
  const result = await evaluateSegmentation(await evaluation(TREE, changes));
  expect(result).toEqual(await evaluateSegmentation(await evaluation(TREE)));
  expect(order).toEqual(['1/2 Im131_0', '2/2 Im001_1']);
});

test('nothing to evaluate, nothing evaluated, aborted: refused', async () => {
  const unmarked = { 'index.csv': 'image\nIm001_1.tif\n', 'images/Im001_1.tif': '' };
  await expect(evaluateSegmentation(await evaluation(unmarked))).rejects.toThrow('no masks by annotator 1');
  const failing = { segment: () => Promise.reject(new Error('out of memory')) };
  await expect(evaluateSegmentation(await evaluation(TREE, failing))).rejects.toThrow('first: out of memory');
  const aborted = { signal: AbortSignal.abort(new Error('stopped')) };
  await expect(evaluateSegmentation(await evaluation(TREE, aborted))).rejects.toThrow('stopped');
});

test('a result of another version is refused by its number', () => {
  expect(() => readSegmentationResult({ schemaVersion: 7 })).toThrow('version 7; version 1 can be read');
});
