import { nucleusMask, OutlineNetwork } from '@leukolens/cad';
import type { Runtime } from '@leukolens/engine';
import type { Dataset, DatasetItem } from '../datasets/dataset.ts';
import type { ImageReading } from '../datasets/reading.ts';
import { evaluateImage, type ImageEvaluation } from '../evaluate/image.ts';
import type { Recipe } from './recipe.ts';
import { type TrainingSample, trainingSample } from './samples.ts';
import { type EpochRecord, trainUnet } from './train.ts';

/** Some images of a data set. */
export interface Part {
  readonly dataset: Dataset;
  readonly items: readonly DatasetItem[];
}

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
}

export interface Scored {
  readonly weights: Map<string, Float32Array>;
  readonly curve: readonly EpochRecord[];
  /** One list for each test part, in the order of its items. */
  readonly scores: readonly ImageEvaluation[][];
}

/** Trains a network on some images and scores it on others. */
export async function trainAndScore(work: TrainAndScore): Promise<Scored> {
  const { recipe, runtime, reading, test } = work;
  const { weights, curve } = await trainUnet({
    ...work,
    samples: balanced(await samplesOf(work.train, recipe, reading)),
    watched: (await samplesOf(work.watch ?? [], recipe, reading)).flat(),
  });
  const network = new OutlineNetwork(recipe.design, weights, runtime, { flips: recipe.testFlips });
  const scores: ImageEvaluation[][] = [];
  for (const part of test) scores.push(await scorePart(network, part, reading));
  await network.release();
  return { weights, curve, scores };
}

async function samplesOf(
  parts: readonly Part[],
  recipe: Recipe,
  reading: ImageReading,
): Promise<TrainingSample[][]> {
  const all: TrainingSample[][] = [];
  for (const { dataset, items } of parts) {
    const samples: TrainingSample[] = [];
    for (const item of items) samples.push(await trainingSample(item, dataset, reading, recipe.design));
    all.push(samples);
  }
  return all;
}

/** Every set repeated until all are about as large as the largest, so that each counts alike. */
function balanced(sets: readonly TrainingSample[][]): TrainingSample[] {
  const largest = Math.max(...sets.map(({ length }) => length));
  return sets.flatMap((set) => Array.from({ length: Math.round(largest / set.length) }, () => set).flat());
}

/** The network's masks of a part's images, compared with their truth at the images' own resolution. */
export async function scorePart(
  network: OutlineNetwork,
  { dataset, items }: Part,
  reading: ImageReading,
): Promise<ImageEvaluation[]> {
  const scores: ImageEvaluation[] = [];
  for (const item of items) {
    const probabilities = await network.probabilities(await reading.image(item.imagePath));
    scores.push(await evaluateImage(nucleusMask(probabilities), item, dataset, 1, reading.mask));
  }
  return scores;
}
