import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { nodeRuntime } from '@leukolens/engine/node';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { guardedFolds } from '../folds/guarded.ts';
import { CONDITIONS, shownImages } from './conditions.ts';
import { type ClassifierCrossValidation, crossvalClassifier } from './crossval.ts';
import { runClassifierFold } from './fold.ts';
import { type ClassificationResult, readClassificationResult } from './result.ts';
import { smallClassifierRecipe } from './testing/coloured-samples.ts';
import { darkSegmenter, shapeSet } from './testing/shape-set.ts';

const scratch = await mkdtemp(join(tmpdir(), 'shapes-'));
afterAll(() => rm(scratch, { recursive: true }));
const { dataset, reading } = await shapeSet(await made('set'), 10, 2);
const assigned = guardedFolds(dataset.items, 2);
const folds = {
  count: 2,
  foldOf: new Map(dataset.items.map(({ id }, i) => [id, assigned[i]!])),
  sha256: 'folds of shapes',
};

async function made(name: string): Promise<string> {
  const folder = join(scratch, name);
  await mkdir(folder, { recursive: true });
  return folder;
}

/** The result after each fold. */
async function crossval(changes: Partial<ClassifierCrossValidation> = {}): Promise<ClassificationResult[]> {
  const results: ClassificationResult[] = [];
  await crossvalClassifier({
    dataset,
    folds,
    guarded: true,
    only: [0, 1],
    recipe: smallClassifierRecipe({ epochs: 8, learningRate: 0.02, averageDecay: 0.5 }),
    seed: 1,
    runtime: nodeRuntime({ threads: 1 }),
    reading,
    segmenter: darkSegmenter,
    method: 'small',
    segmentation: { method: 'dark' },
    software: { name: 'LeukoLens', version: '0.0.0', versions: {} },
    work: (fold) => made(`fold-${fold}`),
    onFold: async ({ result }) => {
      results.push(result);
    },
    ...changes,
  });
  return results;
}

describe('cross-validation of a classifier', () => {
  let results: ClassificationResult[];
  let outlined = 0;
  beforeAll(async () => {
    results = await crossval({ onOutlined: () => outlined++ });
  }, 120_000);

  test('grows fold by fold, with what was trained on, guarded, held back and tested', () => {
    expect(results.map(({ done }) => done.map(({ fold }) => fold))).toEqual([[0], [0, 1]]);
    for (const { train, guard, calibration, test, curve } of results[1]!.done) {
      // of 40 images 20 are tested, 8 calibrate, 2 blocks of each class guard
      expect([test, calibration, guard, train]).toEqual([20, 8, 8, 4]);
      expect(curve).toHaveLength(8);
    }
  });

  test('it tells of every picture whose nuclei it found', () => {
    // trained on, held back, tested in each state; in both folds
    expect(outlined).toBe(2 * (4 + 8 + 20 * CONDITIONS.length));
  });

  test('every test image is shown once in each state, and in swaps once for each other class', () => {
    const { perImage, scores } = results[1]!;
    expect(perImage).toHaveLength(40 * CONDITIONS.length);
    for (const condition of CONDITIONS) expect(scores[condition]!.images).toBe(40);
    for (const { image, donor } of perImage) {
      if (donor) expect(donor.split('-')[0]).not.toBe(image.split('-')[0]);
    }
  });

  test('trained once more on what was held back, too: calibrated as before, tested anew', async () => {
    const [again] = await crossval({ only: [0], refit: true });
    const [first] = results as [ClassificationResult];
    const [{ train, guard, calibration, test, temperature }] = again!.done as [(typeof first.done)[0]];
    // guards are those beside tested blocks alone
    expect([test, calibration, guard, train]).toEqual([20, 8, 4, 16]);
    expect([again!.refit, first.refit]).toEqual([true, undefined]);
    expect([temperature, again!.calibration]).toEqual([first.done[0]!.temperature, first.calibration]);
    const said = ({ perImage }: ClassificationResult) => perImage.map(({ logits }) => logits);
    expect(said(again!)).not.toEqual(said(first));
    const unfamiliar = ({ perImage }: ClassificationResult) =>
      perImage.map(({ unfamiliarity }) => unfamiliarity);
    expect(unfamiliar(again!)).toEqual(unfamiliar(first));
  }, 120_000);

  test('can be read back, and gone on from to the same result', async () => {
    expect(readClassificationResult(JSON.parse(JSON.stringify(results[1])))).toEqual(results[1]);
    const [on] = await crossval({ only: [0, 1], result: results[0]! });
    const timeless = ({ done, ...others }: ClassificationResult) => ({
      ...others,
      done: done.map((fold) => ({ ...fold, seconds: 0 })),
    });
    expect(timeless(on!)).toEqual(timeless(results[1]!));
    expect(() => readClassificationResult({ ...results[0], schemaVersion: 2 })).toThrow(
      'a classification result of version 2; version 1 can be read',
    );
  }, 120_000);
});

test('donors are of other classes, by name and seed alone', () => {
  const test = dataset.items.filter(({ id }) => folds.foldOf.get(id) === 0);
  const shown = shownImages(test, 3);
  expect(shownImages(test, 3)).toEqual(shown);
  expect(shownImages(test, 4)).not.toEqual(shown);
  for (const { item, donor } of shown) expect(donor?.label).not.toBe(item.label);
});

test('images set aside to be watched are watched, and a fold that tests what it trains on is refused', async () => {
  const recipe = smallClassifierRecipe({
    epochs: 1,
    validation: 0.5,
    augmentation: { flips: 0, otherMasks: 1 },
  });
  const [test, rest] = [0, 1].map((fold) => dataset.items.filter(({ id }) => folds.foldOf.get(id) === fold));
  const run = (train: typeof test, guarded: boolean, refit?: typeof test) =>
    runClassifierFold({
      fold: { dataset, train: train!, calibration: [], test: test!, guarded, ...(refit && { refit }) },
      recipe,
      seed: 1,
      runtime: nodeRuntime({ threads: 1 }),
      reading,
      segmenter: darkSegmenter,
      conditions: ['clean'],
    });
  const { curve, temperature, verdicts } = await run(rest, false);
  expect(curve[0]!.validation!.accuracy).toBeGreaterThanOrEqual(0);
  expect([temperature, verdicts.length]).toEqual([1, 20]);
  await expect(run(rest, true)).rejects.toThrow('leave a guard block out');
  await expect(run(dataset.items.slice(), false)).rejects.toThrow('is trained on and tested');
  await expect(run(rest, false, dataset.items.slice())).rejects.toThrow('is trained on and tested');
});

test('a fold that is not there is refused', async () => {
  await expect(crossval({ only: [2] })).rejects.toThrow('shapes has the folds 0 to 1; 2 cannot be done');
});
