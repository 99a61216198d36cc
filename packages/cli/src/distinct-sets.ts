import { RunError } from '@leukolens/batch';
import type { Dataset } from '@leukolens/study';

/** @throws RunError where two sets are one folder, which is read whatever its set is called */
export function requireDistinct(datasets: readonly Dataset[], data: string): void {
  for (const [i, { name, folder }] of datasets.entries()) {
    const other = datasets.slice(0, i).find((each) => each.folder === folder);
    if (other === undefined) continue;
    throw new RunError(
      `--data ${data}: ${other.name} and ${name} are the same folder, ${folder}; name the folder that holds both`,
    );
  }
}
