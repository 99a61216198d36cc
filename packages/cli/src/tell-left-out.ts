import { type Inputs, printable } from '@leukolens/batch';

/** Says which folders were left out, since they hold results. */
export function tellLeftOut({ results }: Pick<Inputs, 'results'>): void {
  for (const name of results) {
    process.stderr.write(`${printable(name)}: results of an earlier run, left out\n`);
  }
}
