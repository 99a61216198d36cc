import { type Dataset, DatasetError } from '../datasets/dataset.ts';
import type { SegmentationResult } from '../evaluate/schema.ts';
import { earlierImages, foldedResult } from '../unet/folded-result.ts';
import { type ShardResult, wholeRun } from './result-shard.ts';

/**
 * What one run of `crossval unet` would have written, from its shards.
 * @throws DatasetError as `wholeRun`, and where a result is of no cross-validation
 */
export async function mergeSegmentation(
  given: readonly ShardResult<SegmentationResult>[],
  dataset: Dataset,
): Promise<SegmentationResult> {
  const parts = wholeRun(given, madeBy, ({ crossValidation }) =>
    (crossValidation?.done ?? []).map(({ fold }) => fold),
  ).map(({ result }) => result);
  const [first] = parts as [SegmentationResult];
  const { crossValidation } = first;
  if (crossValidation === undefined) throw new DatasetError(`${given[0]!.file} is of no cross-validation`);
  const { meanUnsearched: _, ...shared } = crossValidation;
  return foldedResult(
    dataset,
    parts.flatMap((part) => earlierImages(part, dataset.items)),
    { method: first.method, seed: crossValidation.seed, software: first.software },
    { ...shared, done: parts.flatMap((part) => part.crossValidation!.done) },
  );
}

/** All but what a shard found. */
function madeBy({
  kind,
  method,
  software,
  settings,
  bootstrap,
  data,
  crossValidation,
}: SegmentationResult): unknown {
  const { done: _, meanUnsearched: __, ...validation } = crossValidation ?? {};
  return { kind, method, software, settings, bootstrap, data, validation };
}
