import { softmax } from '@leukolens/cad';
import type { Condition } from './conditions.ts';
import type { ClassificationResult } from './result.ts';

/** What a network said of an image of known class. */
export interface KnownVerdict {
  /** Index of the true class. */
  readonly label: number;
  /** Of each class, adding up to 1. */
  readonly probabilities: Float32Array;
}

/** What the networks of a result said of its images in one state, each by its fold's temperature, in the order of the result. */
export function verdictsIn(
  { done, perImage }: Pick<ClassificationResult, 'done' | 'perImage'>,
  condition: Condition,
): KnownVerdict[] {
  const temperatureOf = new Map(done.map(({ fold, temperature }) => [fold, temperature]));
  return perImage
    .filter((each) => each.condition === condition)
    .map(({ label, logits, fold }) => ({
      label,
      probabilities: softmax(logits, temperatureOf.get(fold)),
    }));
}
