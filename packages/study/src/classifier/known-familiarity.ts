import {
  distanceToKnown,
  type Familiarity,
  flagThreshold,
  imageStatistics,
  type KnownStatistics,
  learnFamiliarity,
} from '@leukolens/cad';
import type { LabelledField } from './samples.ts';

/** Share of the images held back that is flagged as unlike those trained on. */
const FLAGGED = 0.03;

/** What says how like those trained on a field is. */
export function statisticsOf({ label, image, nuclei }: LabelledField): KnownStatistics {
  return { label, statistics: imageStatistics(image, nuclei) };
}

/**
 * What the images trained on are like, with the threshold that flags 3 % of those held back; undefined where none were.
 * @throws RangeError where a class has no image trained on
 */
export function knownFamiliarity(
  trained: readonly KnownStatistics[],
  held: readonly KnownStatistics[],
  classes: number,
): Familiarity | undefined {
  if (held.length === 0) return undefined;
  const learned = learnFamiliarity(trained, classes);
  const distances = held.map(({ statistics }) => distanceToKnown(learned, statistics).distance);
  return { ...learned, threshold: flagThreshold(distances, FLAGGED) };
}
