import { performance } from 'node:perf_hooks';
import { type ImageStatistics, imageStatistics, inCommonStain } from '@leukolens/cad';
import { mask, type RgbImage, rgbImage } from '@leukolens/imaging';
import { fitTemperature } from '../calibrate/temperature.ts';
import { type ShownImage, shownImages } from '../classifier/conditions.ts';
import {
  classifiedItems,
  clusterOf,
  type FoldSplitting,
  foldSplit,
  requireFolds,
} from '../classifier/fold-split.ts';
import {
  type ClassificationRecord,
  type ClassificationResult,
  classificationResult,
} from '../classifier/result.ts';
import type { SampleMaking } from '../classifier/samples.ts';
import { shownFields } from '../classifier/shown-fields.ts';
import type { DatasetItem } from '../datasets/dataset.ts';
import { datasetDigest } from '../datasets/digest.ts';
import { SCALE_BAR_CORNER } from '../datasets/scale-bar.ts';
import { boostedTrees } from './boosted-trees.ts';
import { SHORTCUTS, type Shortcut, shortcutFeatures, shortcutMethod } from './features.ts';

export interface ShortcutCrossValidation extends FoldSplitting, Omit<SampleMaking, 'design'> {
  readonly classes: readonly string[];
  readonly only: readonly number[];
  readonly segmentation: ClassificationResult['segmentation'];
  readonly software: ClassificationResult['software'];
  /** The results so far; folds that they hold are left out. Default none. */
  readonly results?: ShortcutResults;
  readonly signal?: AbortSignal;
  /** Called after each fold, with the results of all so far. */
  readonly onFold: (fold: number, results: ShortcutResults) => Promise<void>;
}

/** A result for each reader of a shortcut. */
export type ShortcutResults = ReadonlyMap<Shortcut, ClassificationResult>;

/** What a fold adds to a result. */
type FoldRecord = Pick<ClassificationRecord, 'done' | 'calibration' | 'perImage'>;

/** An image's statistics, and its class. */
interface Known {
  readonly label: number;
  readonly statistics: ImageStatistics;
}

/** What readers go by of images: as they are shown, or as they look when all wear one stain. */
interface Shown {
  readonly own: readonly Known[];
  readonly oneStain: readonly Known[];
}

const SHORTCUT_NAMES = Object.keys(SHORTCUTS) as Shortcut[];
/** Of the pictures that a classifier would see; statistics are of the whole image. */
const OWN_SIZE = 224;
/** Digits of logits in a result. */
const DIGITS = 4;

/**
 * Cross-validation of readers of shortcuts, trained and tested on the images of the folds just as classifiers are: what a set's classes can
 * be told by without its cells. `corner-only` sees images as published, before anything is painted over, and those alone.
 * @throws DatasetError where a fold is not there
 */
export async function crossvalShortcuts(validation: ShortcutCrossValidation): Promise<void> {
  const { dataset, folds, guarded, only, seed, classes, signal } = validation;
  requireFolds(dataset, folds, only);
  const items = classifiedItems(dataset, classes);
  const common = {
    software: validation.software,
    data: { name: dataset.name, images: items.length, sha256: await datasetDigest(dataset) },
    classes: [...classes],
    segmentation: validation.segmentation,
    seed,
    folds: { count: folds.count, sha256: folds.sha256, guarded },
    ...(validation.refit && { refit: true }),
  };
  let { results } = validation;
  const isDone = (fold: number) =>
    SHORTCUT_NAMES.every((shortcut) => results?.get(shortcut)?.done.some((done) => done.fold === fold));
  for (const number of only) {
    if (isDone(number)) continue;
    signal?.throwIfAborted();
    const added = await shortcutFold(validation, items, number);
    results = new Map(
      SHORTCUT_NAMES.map((shortcut) => {
        const before = others(results?.get(shortcut), number);
        const { done, calibration, perImage } = added.get(shortcut)!;
        const record = {
          ...common,
          method: shortcutMethod(shortcut, validation.refit),
          recipe: { name: shortcut, trees: 'boosted' },
          done: [...before.done, ...done].sort((one, other) => one.fold - other.fold),
          calibration: [...before.calibration, ...calibration],
          perImage: [...before.perImage, ...perImage],
        };
        return [shortcut, classificationResult(record, clusterOf(items))];
      }),
    );
    await validation.onFold(number, results);
  }
}

/** What a result holds of other folds: a run may have ended when only some of its results were written. */
function others(result: ClassificationResult | undefined, fold: number): FoldRecord {
  return {
    done: result?.done.filter((each) => each.fold !== fold) ?? [],
    calibration: result?.calibration.filter(([of]) => of !== fold) ?? [],
    perImage: result?.perImage.filter((each) => each.fold !== fold) ?? [],
  };
}

/** Trains and tests the readers on one fold. */
async function shortcutFold(
  validation: ShortcutCrossValidation,
  items: readonly DatasetItem[],
  number: number,
): Promise<Map<Shortcut, FoldRecord>> {
  const { seed, classes } = validation;
  const begun = performance.now();
  const split = foldSplit(validation, items, number);
  const shown = shownImages(split.test, seed + number);
  const asTheyAre = (of: readonly DatasetItem[]) =>
    of.map((item): ShownImage => ({ item, condition: 'clean' }));
  const parted = new Set([...split.train, ...split.calibration]);
  const lists = {
    train: asTheyAre(split.train),
    calibration: asTheyAre(split.calibration),
    // what parts the first two: trained on with both in the end
    between: asTheyAre((split.refit ?? []).filter((item) => !parted.has(item))),
    shown,
    published: shown.filter(({ condition }) => condition === 'clean'),
  };
  const seen = {
    train: await statisticsOf(lists.train, validation),
    calibration: await statisticsOf(lists.calibration, validation),
    between: await statisticsOf(lists.between, validation),
    shown: await statisticsOf(lists.shown, validation),
  };
  const corners = {
    train: await cornersOf(lists.train, validation),
    calibration: await cornersOf(lists.calibration, validation),
    between: await cornersOf(lists.between, validation),
    shown: await cornersOf(lists.published, validation),
  };
  return new Map(
    SHORTCUT_NAMES.map((shortcut) => {
      const corner = shortcut === 'corner-only';
      const stain = shortcut === 'sharpness-only' ? 'oneStain' : 'own';
      const of = (list: keyof typeof seen) => (corner ? corners[list] : seen[list][stain]);
      const features = ({ statistics }: Known) => shortcutFeatures(statistics, shortcut);
      const readerOf = (known: readonly Known[]) => {
        const trees = boostedTrees(
          known.map(features),
          known.map(({ label }) => label),
          classes.length,
        );
        return (each: Known) => ({ label: each.label, logits: rounded(trees(features(each))) });
      };
      const first = readerOf(of('train'));
      const calibrated = of('calibration').map(first);
      const last = split.refit ? readerOf([...of('train'), ...of('calibration'), ...of('between')]) : first;
      const tested = of('shown').map(last);
      const done = {
        fold: number,
        train: (split.refit ?? split.train).length,
        guard: split.guard,
        calibration: calibrated.length,
        test: split.test.length,
        seconds: Math.round((performance.now() - begun) / 1000),
        temperature: calibrated.length > 0 ? fitTemperature(calibrated) : 1,
        curve: [],
      };
      const perImage = (corner ? lists.published : shown).map(({ item, condition, donor }, i) => ({
        image: item.id,
        condition,
        ...(donor && { donor: donor.id }),
        fold: number,
        ...tested[i]!,
      }));
      return [
        shortcut,
        {
          done: [done],
          calibration: calibrated.map(({ label, logits }) => [number, label, ...logits]),
          perImage,
        },
      ];
    }),
  );
}

/** The statistics of images at their own size. */
async function statisticsOf(
  images: readonly ShownImage[],
  { dataset, classes, ...making }: ShortcutCrossValidation,
): Promise<Shown> {
  const [own, oneStain]: [Known[], Known[]] = [[], []];
  const design = { classes: [...classes], side: OWN_SIZE, scale: { kind: 'factor', factor: 1 } as const };
  for await (const { label, image, nuclei } of shownFields(images, dataset, { ...making, design })) {
    own.push({ label, statistics: imageStatistics(image, nuclei) });
    oneStain.push({ label, statistics: imageStatistics(inCommonStain(image, nuclei), nuclei) });
  }
  return { own, oneStain };
}

/** The same of the corners of images as published. */
async function cornersOf(
  images: readonly ShownImage[],
  { classes, reading }: ShortcutCrossValidation,
): Promise<Known[]> {
  const known: Known[] = [];
  for (const { item } of images) {
    const corner = bottomRight(await reading.image(item.imagePath));
    const statistics = imageStatistics(corner, mask(corner.width, corner.height));
    known.push({ label: classes.indexOf(item.label!), statistics });
  }
  return known;
}

/** As large a share of the image as a scale bar takes of aria-all's. */
function bottomRight(image: RgbImage): RgbImage {
  const left = Math.floor(SCALE_BAR_CORNER.left * image.width);
  const top = Math.floor(SCALE_BAR_CORNER.top * image.height);
  const corner = rgbImage(image.width - left, image.height - top);
  for (let y = 0; y < corner.height; y++) {
    const from = 3 * ((top + y) * image.width + left);
    corner.data.set(image.data.subarray(from, from + 3 * corner.width), 3 * y * corner.width);
  }
  return corner;
}

function rounded(logits: readonly number[]): number[] {
  return logits.map((logit) => Number(logit.toFixed(DIGITS)));
}
