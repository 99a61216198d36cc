import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { RunError, writeWhole } from '@leukolens/batch';
import {
  datasetDigest,
  mergeClassification,
  mergeSegmentation,
  openDataset,
  readClassificationResult,
  readSegmentationResult,
} from '@leukolens/study';
import { hasOtherClasses, savedJson } from './saved-result.ts';

/** Of either kind. */
const readResult = (json: unknown) =>
  (json as { kind?: unknown }).kind === 'segmentation-evaluation'
    ? readSegmentationResult(json)
    : readClassificationResult(json);

/**
 * Puts the results of shards together into a file of their name.
 * @param out the folder
 * @returns what was done, in a sentence
 * @throws RunError where a file is missing or no result, where kinds differ, and where the file is there already
 */
export async function mergeResultFiles(
  files: readonly string[],
  data: string,
  out: string,
  overwrite: boolean,
): Promise<string> {
  const results = await Promise.all(
    files.map(async (file) => {
      const result = await savedJson(file, readResult);
      if (result === undefined) throw new RunError(`${file}: there is no such file`);
      return { file, result };
    }),
  );
  const segmentations = results.flatMap(({ file, result }) =>
    result.kind === 'segmentation-evaluation' ? { file, result } : [],
  );
  const classifications = results.flatMap(({ file, result }) =>
    result.kind === 'classification-evaluation' ? { file, result } : [],
  );
  if (segmentations.length > 0 && classifications.length > 0) {
    throw new RunError(
      `${segmentations[0]!.file} and ${classifications[0]!.file} are results of two kinds: name those of one run`,
    );
  }
  const target = join(out, basename(files[0]!));
  if (existsSync(target) && !overwrite) throw new RunError(`${target} is there already: add --overwrite`);
  const { file, result: first } = results[0]!;
  const dataset = await openDataset(first.data.name, data);
  if ((await datasetDigest(dataset)) !== first.data.sha256) {
    throw new RunError(`${file} was made of other images than those of ${data}`);
  }
  const other = classifications.find(({ result }) => hasOtherClasses(result, dataset));
  if (other)
    throw new RunError(`${other.file} was made with other classes of the images than those of ${data}`);
  const merged =
    segmentations.length > 0
      ? await mergeSegmentation(segmentations, dataset)
      : mergeClassification(classifications, dataset);
  await writeWhole(target, `${JSON.stringify(merged, null, segmentations.length > 0 ? 1 : 0)}\n`);
  return `${files.length} shards put together: ${target}`;
}
