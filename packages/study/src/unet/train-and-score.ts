import {
  Ensemble,
  type EnsembleKind,
  Handcrafted,
  NetworkSegmenter,
  OutlineNetwork,
  type Segmenter,
} from '@leukolens/cad';
import type { Runtime } from '@leukolens/engine';
import type { Mask } from '@leukolens/imaging';
import type { DatasetItem, Part } from '../datasets/dataset.ts';
import type { ImageReading } from '../datasets/reading.ts';
import { evaluateImage, type ImageEvaluation } from '../evaluate/image.ts';
import type { Recipe } from './recipe.ts';
import { balanced, samplesOf } from './samples.ts';
import { type EpochRecord, trainUnet } from './train.ts';

export interface TrainAndScore {
  readonly train: readonly Part[];
  /** Watched after each epoch; may be empty. */
  readonly watch?: readonly Part[];
  readonly test: readonly Part[];
  readonly recipe: Recipe;
  readonly seed: number;
  readonly runtime: Runtime;
  readonly reading: ImageReading;
  readonly checkpoints?: string;
  readonly initial?: ReadonlyMap<string, Float32Array>;
  readonly signal?: AbortSignal;
  readonly onEpoch?: (record: EpochRecord) => void;
  /** The network with the handcrafted method is scored, as one; default the network alone. */
  readonly ensemble?: EnsembleKind;
  /** Told of each scored image's mask. */
  readonly onMask?: OnMask;
}

export type OnMask = (set: string, item: DatasetItem, mask: Mask) => Promise<void>;

export interface Scored {
  readonly weights: Map<string, Float32Array>;
  readonly curve: readonly EpochRecord[];
  /** One list for each test part, in the order of its items. */
  readonly scores: readonly ImageEvaluation[][];
}

/** Trains a network on some images and scores it on others. */
export async function trainAndScore(work: TrainAndScore): Promise<Scored> {
  const { train, watch = [], test, reading, ensemble, onMask, ...training } = work;
  const { recipe, runtime } = training;
  const { weights, curve } = await trainUnet({
    ...training,
    samples: balanced(await samplesOf(train, recipe, reading)),
    watched: (await samplesOf(watch, recipe, reading)).flat(),
  });
  const network = new OutlineNetwork(recipe.design, weights, runtime, { flips: recipe.testFlips });
  const scores: ImageEvaluation[][] = [];
  // threshold and smallest nucleus as they are by default, for all sets
  const alone = new NetworkSegmenter(network);
  const segmenter = ensemble ? new Ensemble(ensemble, alone, new Handcrafted()) : alone;
  for (const part of test) scores.push(await scorePart(segmenter, part, reading, onMask));
  await network.release();
  return { weights, curve, scores };
}

/** A segmenter's masks of a part's images, compared with their truth at the images' own resolution. */
export async function scorePart(
  segmenter: Segmenter,
  { dataset, items }: Part,
  reading: ImageReading,
  onMask?: OnMask,
): Promise<ImageEvaluation[]> {
  const scores: ImageEvaluation[] = [];
  for (const item of items) {
    const mask = await segmenter.segment(await reading.image(item.imagePath));
    await onMask?.(dataset.name, item, mask);
    scores.push(await evaluateImage(mask, item, dataset, 1, reading.mask));
  }
  return scores;
}
