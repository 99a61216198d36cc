import { type Inputs, printable } from '@leukolens/batch';
import { type Dataset, leftOutWords } from '@leukolens/study';

/** Says which folders were left out, since they hold results. */
export function tellLeftOut({ results }: Pick<Inputs, 'results'>): void {
  for (const name of results) {
    process.stderr.write(`${printable(name)}: results of an earlier run, left out\n`);
  }
}

/** Says which images of a set were left out, since a classifier has no class for them. */
export function tellUnclassified(dataset: Dataset, classes: readonly string[]): void {
  const words = leftOutWords(dataset, classes);
  if (words !== undefined) process.stderr.write(`note: ${words}\n`);
}
