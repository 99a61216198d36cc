import { performance } from 'node:perf_hooks';
import { type ImageStatistics, imageStatistics } from '@leukolens/cad';
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
import { datasetDigest } from '../datasets/digest.ts';
import { SCALE_BAR_CORNER } from '../datasets/scale-bar.ts';
import { boostedTrees } from './boosted-trees.ts';
import { SHORTCUTS, type Shortcut, shortcutFeatures } from './features.ts';

export interface ShortcutCrossValidation extends FoldSplitting, Omit<SampleMaking, 'design'> {
  readonly classes: readonly string[];
  readonly only: readonly number[];
  readonly segmentation: ClassificationResult['segmentation'];
  readonly software: ClassificationResult['software'];
  readonly signal?: AbortSignal;
  readonly onFold?: (fold: number) => void;
}

/** An image's statistics, and its class. */
interface Known {
  readonly label: number;
  readonly statistics: ImageStatistics;
}

/** Of the pictures that a classifier would see; statistics are of the whole image. */
const OWN_SIZE = 224;
/** Digits of logits in a result. */
const DIGITS = 4;

/**
 * Cross-validation of readers of shortcuts, trained and tested on the images of the folds just as classifiers are: what a set's classes can
 * be told by without its cells. `corner-only` sees images as published, before anything is painted over, and those alone.
 * @returns a result for each shortcut
 */
export async function crossvalShortcuts(
  validation: ShortcutCrossValidation,
): Promise<ReadonlyMap<Shortcut, ClassificationResult>> {
  const { dataset, folds, guarded, only, seed, classes, signal } = validation;
  requireFolds(dataset, folds, only);
  const items = classifiedItems(dataset, classes);
  const shortcuts = Object.keys(SHORTCUTS) as Shortcut[];
  const records = new Map<Shortcut, Pick<ClassificationRecord, 'done' | 'calibration' | 'perImage'>>(
    shortcuts.map((shortcut) => [shortcut, { done: [], calibration: [], perImage: [] }]),
  );
  for (const number of only) {
    signal?.throwIfAborted();
    const begun = performance.now();
    const split = foldSplit(validation, items, number);
    const shown = shownImages(split.test, seed + number);
    const asTheyAre = (of: typeof items) => of.map((item): ShownImage => ({ item, condition: 'clean' }));
    const lists = {
      train: asTheyAre([...split.train]),
      calibration: asTheyAre([...split.calibration]),
      shown,
      published: shown.filter(({ condition }) => condition === 'clean'),
    };
    const seen = {
      train: await statisticsOf(lists.train, validation),
      calibration: await statisticsOf(lists.calibration, validation),
      shown: await statisticsOf(lists.shown, validation),
    };
    const corners = {
      train: await cornersOf(lists.train, validation),
      calibration: await cornersOf(lists.calibration, validation),
      shown: await cornersOf(lists.published, validation),
    };
    for (const shortcut of shortcuts) {
      const corner = shortcut === 'corner-only';
      const { train, calibration, shown: tested } = corner ? corners : seen;
      const features = ({ statistics }: Known) => shortcutFeatures(statistics, shortcut);
      const trees = boostedTrees(
        train.map(features),
        train.map(({ label }) => label),
        classes.length,
      );
      const verdict = (known: Known) => ({ label: known.label, logits: rounded(trees(features(known))) });
      const calibrated = calibration.map(verdict);
      const record = records.get(shortcut)!;
      record.done.push({
        fold: number,
        train: split.train.length,
        guard: split.guard,
        calibration: calibrated.length,
        test: split.test.length,
        seconds: Math.round((performance.now() - begun) / 1000),
        temperature: calibrated.length > 0 ? fitTemperature(calibrated) : 1,
        curve: [],
      });
      record.calibration.push(...calibrated.map(({ label, logits }) => [number, label, ...logits]));
      (corner ? lists.published : shown).forEach(({ item, condition, donor }, i) => {
        record.perImage.push({
          image: item.id,
          condition,
          ...(donor && { donor: donor.id }),
          fold: number,
          ...verdict(tested[i]!),
        });
      });
    }
    validation.onFold?.(number);
  }
  const common = {
    software: validation.software,
    data: { name: dataset.name, images: items.length, sha256: await datasetDigest(dataset) },
    classes: [...classes],
    segmentation: validation.segmentation,
    seed,
    folds: { count: folds.count, sha256: folds.sha256, guarded },
  };
  return new Map(
    shortcuts.map((shortcut) => [
      shortcut,
      classificationResult(
        {
          ...common,
          method: shortcut,
          recipe: { name: shortcut, trees: 'boosted' },
          ...records.get(shortcut)!,
        },
        clusterOf(items),
      ),
    ]),
  );
}

/** The statistics of images as they are shown, at their own size. */
async function statisticsOf(
  images: readonly ShownImage[],
  { dataset, classes, ...making }: ShortcutCrossValidation,
): Promise<Known[]> {
  const known: Known[] = [];
  const design = { classes: [...classes], side: OWN_SIZE, scale: { kind: 'factor', factor: 1 } as const };
  for await (const { label, image, nuclei } of shownFields(images, dataset, { ...making, design })) {
    known.push({ label, statistics: imageStatistics(image, nuclei) });
  }
  return known;
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
