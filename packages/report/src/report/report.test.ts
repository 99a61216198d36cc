import type { ImageResult, OutlineModelDescription } from '@leukolens/cad';
import { labelImage, labelObjects, mask, measureObjects, rgbImage } from '@leukolens/imaging';
import { expect, test } from 'vitest';
import { counted } from '../counted.ts';
import { BatchSum } from './batch-summary.ts';
import { percent } from './html-page.ts';
import { articleOf, imagePage } from './image-page.ts';
import { type ReportedLine, runReport } from './run-report.ts';

const DOT = 'data:image/png;base64,iVBORw0KGgo=';
const [image, nuclei] = [rgbImage(8, 6), mask(8, 6)];
for (const i of [9, 10, 17, 18, 30, 31]) nuclei.data[i] = 1;
const labels = labelObjects(nuclei);
const objects = measureObjects(image, labels, {}).map((object, i) => ({
  ...object,
  classes: { blast: 0.9 - 0.5 * i, normal: 0.1 + 0.5 * i },
  mapShares: { 'gradcam-layer3': 0.25, 'hirescam-layer3': 0.5 },
}));

const record: ImageResult = {
  image: 'day 1/a.png',
  width: 8,
  height: 6,
  nuclei: {
    count: 2,
    areaFraction: 0.125,
    objects,
    byClass: {
      blast: { count: 1, share: 0.5, interval: [0.095, 0.905] },
      normal: { count: 1, share: 0.5, interval: [0.095, 0.905] },
    },
  },
  classification: {
    label: 'early',
    probabilities: { early: 0.9, late: 0.1 },
    logits: [2, -0.2],
    windows: 4,
    conformalSet: ['early', 'late'],
    outOfDistribution: { flag: false, score: 0.4, mostUnusual: 'rim step' },
  },
  cluster: { x: 1, y: 2, nearest: 'early', distances: { early: 0.5, late: 3.25 } },
  maps: [
    {
      layer: 'layer3',
      method: 'gradcam',
      target: 'early',
      least: -0.5,
      largest: -0.1,
      supported: false,
      energyInNuclei: null,
    },
    {
      layer: 'layer3',
      method: 'hirescam',
      target: 'early',
      least: -0.01,
      largest: 0.123,
      supported: true,
      energyInNuclei: 0.5,
    },
  ],
  warnings: [],
  error: null,
};
const maps = new Map([
  ['gradcam-layer3', DOT],
  ['hirescam-layer3', DOT],
]);

async function whole(lines: readonly ReportedLine[], articles: readonly string[] = []): Promise<string> {
  let text = '';
  for await (const piece of runReport({
    title: 'Report on images',
    settings: { split: false },
    models: [],
    lines: () => lines,
    articles: () => articles,
  })) {
    text += piece;
  }
  return text;
}

test('an image with all there is to say of it', async () => {
  const page = imagePage({ record, photograph: DOT, labels, maps, coverage: 0.98 });
  await expect(page).toMatchFileSnapshot('goldens/image-page.html');
  expect(articleOf(page)).toMatch(/^<article>[\s\S]*<\/article>\n$/);
});

test('a class that is not to be relied on is not written in large', () => {
  const classification = {
    ...record.classification!,
    outOfDistribution: { flag: true, score: 2, mostUnusual: 'count' },
  };
  expect(imagePage({ record, photograph: DOT, labels, maps })).toContain('<p class="label">early</p>');
  expect(imagePage({ record: { ...record, classification }, photograph: DOT, labels, maps })).toContain(
    '<p class="label unreliable">early, not to be relied on</p>',
  );
});

test('a run: sums, lines, articles within', async () => {
  const failed: ImageResult = {
    ...record,
    image: 'b.png',
    width: null,
    height: null,
    nuclei: null,
    classification: null,
    maps: [],
    error: 'not an image',
  };
  const page = await whole(
    [{ record, thumbnail: DOT, page: 'report/day 1/a#1.png.html' }, { record: failed }],
    ['<article>within</article>'],
  );
  await expect(page).toMatchFileSnapshot('goldens/report.html');
  expect(page).toContain('href="./report/day%201/a%231.png.html"');
});

test('names made of markup, and pictures that would be fetched, do nothing', async () => {
  const name = '<script>alert(1)</script>"onload="x';
  const odd: ImageResult = {
    ...record,
    image: name,
    classification: {
      ...record.classification!,
      label: name,
      probabilities: { [name]: 1 },
      conformalSet: [name],
    },
    cluster: { ...record.cluster!, nearest: name, distances: { [name]: null } },
    warnings: [name],
    maps: [],
  };
  const pages = [
    imagePage({ record: odd, photograph: DOT, labels, maps: new Map(), coverage: 0.98 }),
    await whole([{ record: odd, thumbnail: DOT, page: 'javascript:alert(1)' }]),
  ];
  for (const page of pages) {
    expect(page).not.toMatch(/<script|"onload=|href="javascript/);
    expect(page).toContain("default-src 'none'");
  }
  const fetched = { record, photograph: 'https://example.org/a.png', labels, maps: new Map() };
  expect(() => imagePage(fetched)).toThrow('expected a data: URL');
  expect(() => articleOf('<p>')).toThrow('not a page of a report');
});

test('images without a class are counted where others have one, and failed ones by themselves', () => {
  const sum = new BatchSum();
  const without = {
    nuclei: { count: 0, objects: [] },
    classification: null,
    error: null,
  } as unknown as ImageResult;
  sum.add(without);
  expect(sum.summary.unclassified).toBe(0);
  sum.add({ ...without, classification: { label: 'early' } } as unknown as ImageResult);
  sum.add({ ...without, nuclei: null, error: 'broken' });
  expect([sum.summary.unclassified, sum.summary.failed]).toEqual([1, 1]);
});

test('what classifiers said of flagged images stays out of the sums; their nuclei do not', () => {
  const sum = new BatchSum();
  sum.add(record);
  const classification = {
    ...record.classification!,
    outOfDistribution: { flag: true, score: 2, mostUnusual: 'count' },
  };
  sum.add({ ...record, classification });
  const { images, flagged, nuclei: found, classes, cells } = sum.summary;
  expect([images, flagged, found]).toEqual([2, 1, 4]);
  expect([...classes]).toEqual([['early', 1]]);
  expect(cells.get('blast')).toEqual({ count: 1, of: 2 });
});

test('the cards of models are in it, with what they are not', async () => {
  const model = {
    name: 'nuclei',
    kind: 'outline',
    notice: 'Research use only.',
    design: {
      channels: [2, 4],
      strides: [2],
      norm: 'instance',
      activation: 'mish',
      outlines: ['nucleus'],
      input: 'rgb',
      scale: { kind: 'factor', factor: 1 },
    },
    weights: { sha256: '0', storage: 'int8' },
    training: {
      software: { name: 'LeukoLens', version: '0' },
      data: [{ name: 'set', images: 3, sha256: '0', terms: 'ask' }],
      recipe: {},
      seed: 1,
    },
    figures: [{ data: 'set', images: 3, iou: 0.9, how: 'by hand' }],
    limits: ['It is small.'],
  } as unknown as OutlineModelDescription;
  let text = '';
  for await (const piece of runReport({ title: 't', settings: {}, models: [model], lines: () => [] }))
    text += piece;
  for (const part of ['Model nuclei', 'IoU 0.900, by hand', 'It is small.', 'set (3 images; ask)']) {
    expect(text).toContain(part);
  }
});

test('shares in words', () => {
  expect([0, 0.001, 0.5, 0.999, 1].map(percent)).toEqual(['0 %', 'under 1 %', '50 %', 'over 99 %', '100 %']);
  expect([counted(1, 'nucleus', 'nuclei'), counted(1200, 'image')]).toEqual(['1 nucleus', '1,200 images']);
});

test('an image of many nuclei is not drowned in outlines', () => {
  const many = labelImage(
    100,
    100,
    Uint16Array.from({ length: 10_000 }, (_, i) => (i % 2 ? 0 : i / 2 + 1)),
  );
  const crowded = { ...record, nuclei: { count: 5000, areaFraction: 0.5, objects: [] }, maps: [] };
  const page = imagePage({ record: crowded, photograph: DOT, labels: many, maps: new Map() });
  expect(page).toContain('Too many nuclei to outline here');
  expect(page.length).toBeLessThan(20_000);
});
