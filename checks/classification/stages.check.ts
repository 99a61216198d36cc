import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openModel } from '@leukolens/batch';
import { type Classification, ImageClassifier, outlinesNuclei, ownNuclei } from '@leukolens/cad';
import { nodeRuntime } from '@leukolens/engine/node';
import { type RgbImage, readImage, resizeRgb, rgbImage } from '@leukolens/imaging';
import { sharpCodec } from '@leukolens/imaging/node';
import {
  type ClassificationResult,
  chosenEvenly,
  classifiedItems,
  type KindFamiliarity,
  openDataset,
  readClassificationResult,
  readFoldFile,
  withoutScaleBarOf,
} from '@leukolens/study';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { leukolens } from '../../tests/run-command.ts';
import { DATA, missing } from '../shared.ts';

const MODEL = 'stages';
/** The fold of which it has seen nothing. */
const FOLD = 2;
/** Least share of what is no usable smear that it has to flag, and how well each kind is told from known images. */
const [FLAGGED, TOLD] = [0.95, 0.98];
/** Least share of fields that have the same class and nearly the same probabilities in another size. */
const ALIKE = 0.9;
const FOLDS = 'docs/results/folds/aria-all-guarded.csv';

const reason = missing();
if (reason) console.warn(`skipped: ${reason}`);

let scratch: string;
beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'stages-'));
});
afterAll(() => rm(scratch, { recursive: true }));

const told = async <Json>(words: readonly string[]): Promise<Json> => {
  const file = join(scratch, 'told.json');
  const given = ['--dataset', 'aria-all', '--data', DATA, '--classifier', MODEL];
  const fold = ['--folds', FOLDS, '--only', String(FOLD), '--work', scratch, '--json', file];
  const { code, stderr } = await leukolens([...words, ...given, ...fold]);
  expect(code, stderr).toBe(0);
  return JSON.parse(await readFile(file, 'utf8'));
};

describe.skipIf(reason !== undefined)('the classifier of stages', () => {
  test('in 8 bits it says of blocks that it has not seen what it said before, within 0.2 points', async () => {
    const name = `docs/results/classification-aria-all-${MODEL}.json`;
    const before = readClassificationResult(JSON.parse(await readFile(name, 'utf8')));
    const now = await told<ClassificationResult>(['evaluate', 'classification']);
    const [was, is] = [before, now].map(({ scores }) => scores.clean!.accuracy);
    console.log(`accuracy ${was!.toFixed(4)} in 32 bits, ${is!.toFixed(4)} in 8`);
    expect(Math.abs(is! - was!)).toBeLessThanOrEqual(0.002);
  }, 600_000);

  test('it knows what it does not know', async () => {
    const words = ['evaluate', 'familiarity', '--strange', join(DATA, 'not-blood'), '--count', '40'];
    const others = ['--others', 'pbc,bloodseg,cellavision,jtsc,all-idb2'];
    const found = await told<Record<'strange' | 'others', KindFamiliarity[]> & { known: KindFamiliarity }>([
      ...words,
      ...others,
    ]);
    for (const { kind, images, flagged, auroc } of [found.known, ...found.strange, ...found.others]) {
      console.log(`${kind}: ${flagged.count} of ${images} flagged, AUROC ${auroc.toFixed(3)}`);
    }
    expect(found.known.flagged.share).toBeLessThanOrEqual(0.05);
    for (const { kind, auroc } of found.strange) expect(auroc, kind).toBeGreaterThanOrEqual(TOLD);
    const sum = (of: (kind: KindFamiliarity) => number) =>
      found.strange.reduce((all, each) => all + of(each), 0);
    const share = sum(({ flagged }) => flagged.count) / sum(({ images }) => images);
    expect(share).toBeGreaterThanOrEqual(FLAGGED);
  }, 600_000);

  test('the same field larger, smaller, or on a canvas has the same class', async () => {
    const model = await openModel(MODEL, 'classifier');
    const { design } = model.description;
    const classifier = await ImageClassifier.start(model, nodeRuntime());
    if (!outlinesNuclei(design)) throw new Error(`${MODEL} leaves it to others to outline nuclei`);
    const say = (image: RgbImage) => classifier.classify(image, ownNuclei(image, design));
    const counts = new Map<string, number>();
    const fields = await unseen(design.classes, 100);
    for (const field of fields) {
      const { width, height } = field;
      const first = await say(field);
      const others = [0.5, 2, 4].map((factor) => ({
        name: `${factor} times`,
        image: resizeRgb(field, width * factor, height * factor),
      }));
      for (const { name, image } of [...others, { name: 'on a canvas', image: onCanvas(field) }]) {
        const same = alike(first, await say(image));
        counts.set(name, (counts.get(name) ?? 0) + (same ? 1 : 0));
      }
    }
    await classifier.release();
    for (const [name, count] of counts) console.log(`${name}: ${count} of ${fields.length} say the same`);
    for (const [name, count] of counts) expect(count, name).toBeGreaterThanOrEqual(ALIKE * fields.length);
  }, 600_000);
});

/** Images of the fold, evenly chosen, as the set is prepared for the classifier. */
async function unseen(classes: readonly string[], count: number): Promise<RgbImage[]> {
  const dataset = await openDataset('aria-all', DATA);
  const items = classifiedItems(dataset, classes);
  const { foldOf } = await readFoldFile(FOLDS, dataset, { items, guarded: true });
  const inFold = items.filter(({ id }) => foldOf.get(id) === FOLD);
  return Promise.all(
    chosenEvenly(inFold, count).map(async ({ imagePath }) =>
      withoutScaleBarOf((await readImage(await readFile(imagePath), sharpCodec)).image, dataset),
    ),
  );
}

/** In a frame of 3,000 x 2,000 px, in no special place. */
function onCanvas({ width, height, data }: RgbImage): RgbImage {
  const canvas = rgbImage(3000, 2000, new Uint8Array(3 * 3000 * 2000).fill(240));
  for (let y = 0; y < height; y++) {
    const row = data.subarray(3 * y * width, 3 * (y + 1) * width);
    canvas.data.set(row, 3 * ((y + 1100) * 3000 + 700));
  }
  return canvas;
}

/** The same label, and probabilities within 0.1. */
function alike(a: Classification, b: Classification): boolean {
  return a.label === b.label && a.probabilities.every((p, i) => Math.abs(p - b.probabilities[i]!) <= 0.1);
}
