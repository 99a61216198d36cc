import type { TrainingEpoch, WatchedClasses } from '@leukolens/study';

/** A line on an epoch of a classifier's training, of `epochs`; `refit` where it is the second training of two. */
export function epochWords(
  { epoch, loss, validation }: TrainingEpoch<WatchedClasses>,
  epochs: number,
  refit = false,
): string {
  return [
    `${refit ? 'once more, ' : ''}epoch ${epoch} of ${epochs}: loss ${loss.toFixed(4)}`,
    ...(validation ? [`accuracy on watched images ${validation.accuracy.toFixed(3)}`] : []),
  ].join(', ');
}
