import { type ConformalRule, type Familiarity, type KnownStatistics, unfamiliarity } from '@leukolens/cad';
import { calibrated } from '../calibrate/calibrated.ts';
import type { KnownLogits } from '../calibrate/temperature.ts';
import { chosenEvenly } from '../datasets/chosen-evenly.ts';
import type { Dataset, DatasetItem } from '../datasets/dataset.ts';
import type { FaithfulnessRow } from '../explain/faithfulness.ts';
import { requireApart } from '../folds/guarded.ts';
import type { EpochRecord } from '../training/loop.ts';
import { CONDITIONS, type Condition, type ShownImage, shownImages } from './conditions.ts';
import type { FirstNetwork } from './first-network.ts';
import { fieldFaithfulness } from './fold-faithfulness.ts';
import { statisticsOf, withThreshold } from './known-familiarity.ts';
import { knownLogits } from './known-logits.ts';
import { shownFields } from './shown-fields.ts';
import type { WatchedClasses } from './train.ts';
import { onceMore, type PartTraining, trainOnParts } from './train-on-parts.ts';

/** A fold's images; none of them in two of the first three lists. */
export interface ClassifierFold {
  readonly dataset: Dataset;
  readonly train: readonly DatasetItem[];
  /** For temperature and prediction sets alone. */
  readonly calibration: readonly DatasetItem[];
  readonly test: readonly DatasetItem[];
  /**
   * All that may be trained on, what was held back included. The network trained on these is tested then, as the one trained on
   * `train` was calibrated: it has seen more slides, and is as sure.
   */
  readonly refit?: readonly DatasetItem[];
  /** Whether no block may be trained on that lies beside one of the others. */
  readonly guarded: boolean;
}

export interface ClassifierFoldRun extends PartTraining {
  readonly fold: ClassifierFold;
  /** The network trained on `train`, where there is one already; absent: it is trained. */
  readonly first?: FirstNetwork;
  /** In which states the test images are shown; default all. */
  readonly conditions?: readonly Condition[];
  /** Test images whose maps are measured in the end; default 0. */
  readonly explained?: number;
}

/** What the network said of a test image in one state. */
export interface ShownVerdict extends KnownLogits {
  readonly image: string;
  readonly condition: Condition;
  readonly donor?: string;
  /** Above 1 the image is flagged as unlike those trained on; absent where nothing settled what is. */
  readonly unfamiliarity?: number;
}

export interface ClassifierFoldDone {
  readonly weights: Map<string, Float32Array>;
  readonly curve: readonly EpochRecord<WatchedClasses>[];
  readonly calibration: readonly KnownLogits[];
  /** Fitted on calibration images; 1 where there are none. */
  readonly temperature: number;
  /** What makes prediction sets, by other calibration images than the temperature. */
  readonly conformal?: ConformalRule;
  /** What the images trained on are like, and from where on others are unlike them. */
  readonly familiarity?: Familiarity;
  readonly verdicts: readonly ShownVerdict[];
  /** How far its maps are to be trusted; there where images were to be explained. */
  readonly faithfulness?: readonly FaithfulnessRow[];
}

/**
 * Trains a classifier on a fold's training images, calibrates it, and shows it the test images in every state.
 * @throws DatasetError where what is trained on is tested, too
 */
export async function runClassifierFold(run: ClassifierFoldRun): Promise<ClassifierFoldDone> {
  const { fold, recipe, seed, runtime, conditions = CONDITIONS, explained = 0 } = run;
  const { dataset } = fold;
  requireApart(fold.train, [...fold.calibration, ...fold.test], fold.guarded);
  requireApart(fold.refit ?? [], fold.test, fold.guarded);
  const making = { ...run, design: recipe.design };
  const partOf = (items: readonly DatasetItem[]) => [{ dataset, items }];
  const first = run.first ?? (await trainOnParts(partOf(fold.train), run));
  const shown = shownImages(fold.test, seed).filter(({ condition }) => conditions.includes(condition));
  const asTheyAre = fold.calibration.map((item): ShownImage => ({ item, condition: 'clean' }));
  const said = async (images: readonly ShownImage[], weights: ReadonlyMap<string, Float32Array>) => {
    const statistics: KnownStatistics[] = [];
    const fields = noting(shownFields(images, dataset, making), (field) => {
      statistics.push(statisticsOf(field));
    });
    return { logits: await knownLogits(recipe, weights, fields, runtime), statistics };
  };
  const held = await said(asTheyAre, first.weights);
  const familiarity = withThreshold(first.learned, held.statistics);
  const { weights, curve } = fold.refit ? await trainOnParts(partOf(fold.refit), onceMore(run)) : first;
  const tested = await said(shown, weights);
  const chosen = chosenEvenly(fold.test, explained).map((item): ShownImage => ({ item, condition: 'clean' }));
  const faithfulness =
    chosen.length > 0
      ? await fieldFaithfulness(shownFields(chosen, dataset, making), recipe.design, weights, runtime, seed)
      : undefined;
  return {
    weights,
    curve,
    ...(faithfulness && { faithfulness }),
    calibration: held.logits,
    ...calibrated(held.logits),
    ...(familiarity && { familiarity }),
    verdicts: shown.map(({ item, condition, donor }, i) => ({
      image: item.id,
      condition,
      ...(donor && { donor: donor.id }),
      ...tested.logits[i]!,
      ...(familiarity && {
        unfamiliarity: unfamiliarity(familiarity, tested.statistics[i]!.statistics).score,
      }),
    })),
  };
}

/** The same, each told of as it goes by. */
async function* noting<Each>(all: AsyncIterable<Each>, note: (each: Each) => void): AsyncGenerator<Each> {
  for await (const each of all) {
    note(each);
    yield each;
  }
}
