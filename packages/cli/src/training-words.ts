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

/**
 * Counts pictures whose nuclei were found and tells of every so many: a training takes long to find them before its first epoch, and a
 * test after its last.
 * @param say prints a line
 */
export function tellingOutlined(say: (line: string) => void, every = 250): () => void {
  let outlined = 0;
  return () => {
    outlined++;
    if (outlined % every === 0) say(`nuclei found in ${outlined} pictures`);
  };
}
