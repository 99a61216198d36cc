import type { Segmenter } from '@leukolens/cad';
import type { Runtime } from '@leukolens/engine';
import type { RgbImage } from '@leukolens/imaging';
import { fitTemperature, type KnownLogits } from '../calibrate/temperature.ts';
import type { Dataset, DatasetItem } from '../datasets/dataset.ts';
import type { ImageReading } from '../datasets/reading.ts';
import type { EpochRecord } from '../training/loop.ts';
import { evenClasses } from './batches.ts';
import { CONDITIONS, type Condition, inCondition, shownImages } from './conditions.ts';
import type { ClassifierRecipe } from './recipe.ts';
import { type ClassifierSample, classifierSample, sampleOf } from './samples.ts';
import { sampleLogits, trainClassifier, type WatchedClasses } from './train.ts';

/** A fold's images; none of them in two lists. */
export interface ClassifierFold {
  readonly dataset: Dataset;
  readonly train: readonly DatasetItem[];
  /** For temperature and prediction sets alone. */
  readonly calibration: readonly DatasetItem[];
  readonly test: readonly DatasetItem[];
}

export interface ClassifierFoldRun {
  readonly fold: ClassifierFold;
  readonly recipe: ClassifierRecipe;
  readonly seed: number;
  readonly runtime: Runtime;
  readonly reading: ImageReading;
  readonly segmenter: Segmenter;
  /** Done to every image before anything else. */
  readonly prepare?: (image: RgbImage, dataset: Dataset) => RgbImage;
  /** In which states the test images are shown; default all. */
  readonly conditions?: readonly Condition[];
  readonly checkpoints?: string;
  readonly initial?: ReadonlyMap<string, Float32Array>;
  readonly signal?: AbortSignal;
  readonly onEpoch?: (record: EpochRecord<WatchedClasses>) => void;
}

/** What the network said of a test image in one state. */
export interface ShownVerdict extends KnownLogits {
  readonly image: string;
  readonly condition: Condition;
  readonly donor?: string;
}

export interface ClassifierFoldDone {
  readonly weights: Map<string, Float32Array>;
  readonly curve: readonly EpochRecord<WatchedClasses>[];
  readonly calibration: readonly KnownLogits[];
  /** Fitted on the calibration images; 1 where there are none. */
  readonly temperature: number;
  readonly verdicts: readonly ShownVerdict[];
}

/** Trains a classifier on a fold's training images, calibrates it, and shows it the test images in every state. */
export async function runClassifierFold(run: ClassifierFoldRun): Promise<ClassifierFoldDone> {
  const { fold, recipe, seed, runtime, conditions = CONDITIONS } = run;
  const { dataset } = fold;
  const making = { ...run, design: recipe.design };
  const samplesOf = async (items: readonly DatasetItem[]) => {
    const samples: ClassifierSample[] = [];
    for (const item of items) samples.push(await classifierSample(item, dataset, making));
    return samples;
  };
  const { weights, curve } = await trainClassifier({
    ...run,
    samples: evenClasses(await samplesOf(fold.train)),
    seed,
  });
  const known = async (samples: readonly ClassifierSample[]): Promise<KnownLogits[]> => {
    const logits = await sampleLogits(recipe, weights, samples, runtime);
    return samples.map(({ label }, i) => ({ label, logits: logits[i]! }));
  };
  const calibration = await known(await samplesOf(fold.calibration));
  const read = async ({ imagePath }: DatasetItem) => {
    const image = await run.reading.image(imagePath);
    return run.prepare?.(image, dataset) ?? image;
  };
  const shown = shownImages(fold.test, seed).filter(({ condition }) => conditions.includes(condition));
  const samples: ClassifierSample[] = [];
  for (const each of shown) {
    // swapped first, segmented afterwards
    const donor = each.donor && (await read(each.donor));
    const image = inCondition(await read(each.item), each, donor);
    samples.push(await sampleOf(image, each.item, dataset, making));
  }
  const said = await known(samples);
  return {
    weights,
    curve,
    calibration,
    temperature: calibration.length > 0 ? fitTemperature(calibration) : 1,
    verdicts: shown.map(({ item, condition, donor }, i) => ({
      image: item.id,
      condition,
      ...(donor && { donor: donor.id }),
      ...said[i]!,
    })),
  };
}
