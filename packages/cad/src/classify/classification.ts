import { conformalSet } from '../certainty/conformal.ts';
import { type Unfamiliarity, unfamiliarity } from '../certainty/out-of-distribution.ts';
import { type PlacedCase, placeCase } from '../clusters/cluster-space.ts';
import type { ClassifierModelDescription } from '../models/model-description.ts';
import type { Rectangle } from '../segment/network/tiles.ts';
import { contentStatistics } from './content-statistics.ts';
import { softmax } from './softmax.ts';
import type { WorkingField } from './windows.ts';

/** A part of an image that the classifier looked at. */
export interface ClassifiedWindow extends Rectangle {
  /** [classes] */
  readonly logits: Float32Array;
}

/** What a classifier makes of an image. */
export interface Classification {
  /** Name of the most probable class. */
  readonly label: string;
  /** In the order of the design's classes, 0 to 1, calibrated where the model is. */
  readonly probabilities: readonly number[];
  /** Names of the classes among which the true one is as often as the model promises, the most probable first; where it promises. */
  readonly conformalSet: readonly string[] | undefined;
  /** How unlike the images trained on this one is; where the model knows what they are like. */
  readonly outOfDistribution: Unfamiliarity | undefined;
  /** The image's place among the classes of test images; where the model knows them. */
  readonly cluster: PlacedCase | undefined;
  /** Means over the windows: [classes]. */
  readonly logits: Float32Array;
  /** In pixels of the image as it was looked at, whose size is `width` x `height`. */
  readonly windows: readonly ClassifiedWindow[];
  readonly width: number;
  readonly height: number;
}

/** What the windows of an image say together. @param field the image as it was looked at */
export function classification(
  { design, temperature, conformal, familiarity, clusterSpace }: ClassifierModelDescription,
  windows: readonly ClassifiedWindow[],
  field: WorkingField,
): Classification {
  const { classes } = design;
  const logits = Float32Array.from(classes, (_, i) =>
    windows.reduce((sum, window) => sum + window.logits[i]! / windows.length, 0),
  );
  const probabilities = [...softmax(logits, temperature)];
  return {
    label: classes[probabilities.indexOf(Math.max(...probabilities))]!,
    probabilities,
    conformalSet: conformal && conformalSet(probabilities, conformal).map((index) => classes[index]!),
    outOfDistribution: familiarity && unfamiliarity(familiarity, contentStatistics(field)),
    cluster: clusterSpace && placeCase(clusterSpace, logits),
    logits,
    windows,
    width: field.image.width,
    height: field.image.height,
  };
}
