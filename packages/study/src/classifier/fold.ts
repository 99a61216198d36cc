import { fitTemperature, type KnownLogits } from '../calibrate/temperature.ts';
import type { Dataset, DatasetItem } from '../datasets/dataset.ts';
import { requireApart } from '../folds/guarded.ts';
import type { EpochRecord, TrainingControl } from '../training/loop.ts';
import { watchedPart } from '../training/watched-part.ts';
import { evenClasses } from './batches.ts';
import { CONDITIONS, type Condition, type ShownImage, shownImages } from './conditions.ts';
import { knownLogits } from './known-logits.ts';
import type { ClassifierRecipe } from './recipe.ts';
import { classifierSamples, type SampleMaking } from './samples.ts';
import { shownFields } from './shown-fields.ts';
import { trainClassifier, type WatchedClasses } from './train.ts';

/** A fold's images; none of them in two lists. */
export interface ClassifierFold {
  readonly dataset: Dataset;
  readonly train: readonly DatasetItem[];
  /** For temperature and prediction sets alone. */
  readonly calibration: readonly DatasetItem[];
  readonly test: readonly DatasetItem[];
  /** Whether no block may be trained on that lies beside one of the others. */
  readonly guarded: boolean;
}

export interface ClassifierFoldRun extends Omit<SampleMaking, 'design'>, TrainingControl<WatchedClasses> {
  readonly fold: ClassifierFold;
  readonly recipe: ClassifierRecipe;
  /** In which states the test images are shown; default all. */
  readonly conditions?: readonly Condition[];
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

/**
 * Trains a classifier on a fold's training images, calibrates it, and shows it the test images in every state.
 * @throws DatasetError where what is trained on is tested, too
 */
export async function runClassifierFold(run: ClassifierFoldRun): Promise<ClassifierFoldDone> {
  const { fold, recipe, seed, runtime, conditions = CONDITIONS } = run;
  const { dataset } = fold;
  requireApart(fold.train, [...fold.calibration, ...fold.test], fold.guarded);
  const making = { ...run, design: recipe.design };
  const { train, watch } = watchedPart([{ dataset, items: fold.train }], recipe.validation, seed);
  const samplesOf = (parts: typeof train) =>
    classifierSamples(
      parts.flatMap(({ items }) => items),
      dataset,
      making,
    );
  const { weights, curve } = await trainClassifier({
    ...run,
    samples: evenClasses(await samplesOf(train)),
    watched: await samplesOf(watch),
  });
  const shown = shownImages(fold.test, seed).filter(({ condition }) => conditions.includes(condition));
  const asTheyAre = fold.calibration.map((item): ShownImage => ({ item, condition: 'clean' }));
  const calibration = await knownLogits(recipe, weights, shownFields(asTheyAre, dataset, making), runtime);
  const said = await knownLogits(recipe, weights, shownFields(shown, dataset, making), runtime);
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
