import {
  contentStatistics,
  distanceToKnown,
  type Familiarity,
  flagThreshold,
  type KnownStatistics,
  learnFamiliarity,
} from '@leukolens/cad';
import { DatasetError } from '../datasets/dataset.ts';
import type { LabelledField } from './samples.ts';

/** Share of the images held back that is flagged as unlike those trained on. */
const FLAGGED = 0.03;

/** What says how like those trained on a field is. */
export function statisticsOf(field: LabelledField): KnownStatistics {
  return { label: field.label, statistics: contentStatistics(field) };
}

/**
 * What the images trained on are like, but for the threshold.
 * @throws DatasetError where a class has none
 */
export function learnedFrom(
  samples: readonly LabelledField[],
  classes: readonly string[],
): Omit<Familiarity, 'threshold'> {
  const missing = classes.filter((_, k) => !samples.some(({ label }) => label === k));
  if (missing.length > 0) throw new DatasetError(`there is no image of ${missing.join(', ')} to train on`);
  return learnFamiliarity(samples.map(statisticsOf), classes.length);
}

/**
 * With the threshold that flags 3 % of the images held back; undefined where none were.
 */
export function withThreshold(
  learned: Omit<Familiarity, 'threshold'>,
  held: readonly KnownStatistics[],
): Familiarity | undefined {
  if (held.length === 0) return undefined;
  const distances = held.map(({ statistics }) => distanceToKnown(learned, statistics).distance);
  return { ...learned, threshold: flagThreshold(distances, FLAGGED) };
}
