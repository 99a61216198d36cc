import { CLASSIFIER_PLANES } from '@leukolens/cad';
import { random } from '../random.ts';
import { batchPlan } from '../training/batch-plan.ts';
import { drawPicture } from './draw-picture.ts';
import type { ClassifierRecipe } from './recipe.ts';
import type { ClassifierSample } from './samples.ts';

/** What the batches of a run follow from. */
export interface ClassifierBatchData {
  readonly samples: readonly ClassifierSample[];
  readonly recipe: ClassifierRecipe;
  readonly seed: string;
}

/** What a training step is fed, by the names of its inputs. */
export interface ClassifierBatch extends Record<string, Float32Array | BigInt64Array> {
  /** [batch, planes, side, side] */
  readonly x: Float32Array;
  /** [batch] */
  readonly labels: BigInt64Array;
}

/** The batch of a step. */
export function makeClassifierBatch(
  { samples, recipe, seed }: ClassifierBatchData,
  step: number,
): ClassifierBatch {
  const { batch, design } = recipe;
  const length = CLASSIFIER_PLANES[design.colours] * design.side ** 2;
  const x = new Float32Array(batch * length);
  const labels = new BigInt64Array(batch);
  batchPlan(samples.length, batch, seed, step).forEach(({ index, draw }, slot) => {
    const sample = samples[index]!;
    x.set(drawPicture(sample, recipe, samples, random(draw)), slot * length);
    labels[slot] = BigInt(sample.label);
  });
  return { x, labels };
}

/** Every class repeated until all are about as large as the largest, so that each counts alike. */
export function evenClasses(samples: readonly ClassifierSample[]): ClassifierSample[] {
  const byLabel = new Map<number, ClassifierSample[]>();
  for (const sample of samples) byLabel.set(sample.label, [...(byLabel.get(sample.label) ?? []), sample]);
  const largest = Math.max(...[...byLabel.values()].map(({ length }) => length));
  return [...byLabel.values()].flatMap((of) => Array.from({ length: largest }, (_, i) => of[i % of.length]!));
}
