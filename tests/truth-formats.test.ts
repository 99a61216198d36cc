import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encodePng, greyImage, type Mask, readLabels } from '@leukolens/imaging';
import { sharpCodec } from '@leukolens/imaging/node';
import { drawSmear, imageReading, itemTruth, openDataset, readSegmentationResult } from '@leukolens/study';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { leukolens } from './run-command.ts';

let root: string;
/** What `segment` left of one image, as the masks of a data set; by name, with its maskKind. */
const MASKS = [
  ['levels', 'mask.png', ''],
  ['objects', 'labels.png', ''],
  ['few-objects', 'few.png', 'labels'],
  ['outlines', 'outlines.geojson', ''],
  ['outlines-by-another-name', 'outlines.txt', 'geojson'],
] as const;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'truth-'));
  const { image } = drawSmear({
    width: 220,
    height: 160,
    seed: 4,
    cells: 4,
    contact: 1,
    nucleusDiameter: 32,
  });
  const png = await encodePng(image, sharpCodec);
  await writeFile(join(root, 'smear.png'), png);
  const out = join(root, 'out');
  expect((await leukolens(['segment', join(root, 'smear.png'), '-o', out])).code).toBe(0);
  const only = async (part: string) => {
    const [file] = await readdir(join(out, part));
    return readFile(join(out, part, file!));
  };
  const set = join(root, 'mine');
  await mkdir(set);
  const labels = await only('labels');
  const { width, height, data } = await readLabels(labels, sharpCodec);
  const few = greyImage(width, height, Uint8Array.from(data));
  await writeFile(join(set, 'mask.png'), await only('masks'));
  await writeFile(join(set, 'labels.png'), labels);
  await writeFile(join(set, 'few.png'), await encodePng(few, sharpCodec));
  await writeFile(join(set, 'outlines.geojson'), await only('geojson'));
  await writeFile(join(set, 'outlines.txt'), await only('geojson'));
  for (const [name] of MASKS) await writeFile(join(set, `${name}.png`), png);
  const rows = MASKS.map(([name, file, kind]) => `${name}.png,${file},${kind}\n`);
  await writeFile(join(set, 'manifest.csv'), `image,mask,maskKind\n${rows.join('')}`);
}, 60_000);
afterAll(() => rm(root, { recursive: true }));

test('masks, labels and outlines that segment wrote are one truth, pixel for pixel', async () => {
  const dataset = await openDataset('mine', root);
  const reading = imageReading(sharpCodec);
  const masks: Mask[] = [];
  for (const item of dataset.items) {
    const { first } = await itemTruth(item, dataset, reading.mask, await reading.image(item.imagePath));
    expect(first!.unknownPixels).toBe(0);
    masks.push(first!.nucleus);
  }
  expect(masks).toHaveLength(MASKS.length);
  expect(masks[0]!.data.filter((inside) => inside === 1).length).toBeGreaterThan(1000);
  for (const mask of masks) expect(mask).toEqual(masks[0]);
});

test('evaluate reads all of them: the same method scores 1 against what it wrote', async () => {
  const json = join(root, 'result.json');
  const words = ['--dataset', 'mine', '--data', root, '--json', json];
  const { code, stderr } = await leukolens(['evaluate', 'segmentation', ...words]);
  expect([code, stderr]).toEqual([0, '']);
  const result = readSegmentationResult(JSON.parse(await readFile(json, 'utf8')));
  expect(result.perImage.map(({ image, iou, objectF1 }) => [image, iou, objectF1])).toEqual(
    MASKS.map(([name]) => [name, 1, 1]),
  );
  expect(result.warnings).toEqual([]);
});

/** A network of a thousand weights, trained briefly. */
const RECIPE = {
  name: 'brief',
  design: { channels: [4, 8], strides: [2] },
  side: 16,
  batch: 2,
  epochs: 1,
  learningRate: 0.001,
  loss: { kind: 'jaccardCrossEntropy' },
};

function train(dataset: string): ReturnType<typeof leukolens> {
  const folders = ['--data', root, '--work', join(root, 'work'), '-o', join(root, `model-${dataset}`)];
  const words = ['--dataset', dataset, '--recipe', join(root, 'recipe.json'), '--threads', '1'];
  return leukolens(['train', 'unet', ...words, ...folders]);
}

test('train reads all of them, and says in a line which image it cannot', async () => {
  await writeFile(join(root, 'recipe.json'), JSON.stringify(RECIPE));
  expect((await train('mine')).code).toBe(0);
  const { training } = JSON.parse(await readFile(join(root, 'model-mine', 'model.json'), 'utf8'));
  expect(training.data).toMatchObject([{ name: 'mine', images: MASKS.length }]);
  const set = join(root, 'small');
  await mkdir(set);
  await writeFile(join(set, 'a.png'), await readFile(join(root, 'smear.png')));
  await writeFile(join(set, 'mask.png'), await encodePng(greyImage(2, 2), sharpCodec));
  await writeFile(join(set, 'manifest.csv'), 'image,mask\na.png,mask.png\n');
  const { code, stderr } = await train('small');
  expect(code).toBe(2);
  expect(stderr.trim()).toMatch(
    /small\/a cannot be trained on: the mask is 2 x 2 pixels, but the image is 220 x 160; both must be of one size$/,
  );
  expect(stderr).not.toMatch(/at .*\.js:\d+/);
});

test('a bad outline fails its image alone, in a line with file and feature', async () => {
  const set = join(root, 'bad');
  await mkdir(set);
  const png = await readFile(join(root, 'smear.png'));
  const point = { type: 'Feature', geometry: { type: 'Point', coordinates: [3, 4] }, properties: {} };
  await writeFile(join(set, 'a.png'), png);
  await writeFile(join(set, 'b.png'), png);
  await writeFile(join(set, 'a.geojson'), JSON.stringify([point]));
  await writeFile(join(set, 'b.geojson'), '[]');
  await writeFile(join(set, 'manifest.csv'), 'image,mask\na.png,a.geojson\nb.png,b.geojson\n');
  const { code, stderr } = await leukolens(['evaluate', 'segmentation', '--dataset', 'bad', '--data', root]);
  expect(code).toBe(1);
  expect(stderr.trim()).toBe(
    'a: a.geojson: feature 1 has the geometry "Point"; expected Polygon or MultiPolygon',
  );
  await writeFile(join(set, 'manifest.csv'), 'image,mask,maskKind\na.png,a.geojson,outline\n');
  const wrong = await leukolens(['evaluate', 'segmentation', '--dataset', 'bad', '--data', root]);
  expect(wrong.code).toBe(2);
  expect(wrong.stderr).toContain("line 2: maskKind: expected 'levels', 'labels', 'geojson'");
});
