import { shownImages } from '../classifier/conditions.ts';
import { classifiedItems, clusterOf } from '../classifier/fold-split.ts';
import { type ClassificationResult, classificationResult } from '../classifier/result.ts';
import type { Dataset } from '../datasets/dataset.ts';
import { type ShardResult, wholeRun } from './result-shard.ts';

/**
 * What one run of `crossval classifier`, `evaluate classification` or `robustness` would have written, from its shards; times are summed
 * where shards share a fold.
 * @throws DatasetError as `wholeRun`
 */
export function mergeClassification(
  given: readonly ShardResult<ClassificationResult>[],
  dataset: Dataset,
): ClassificationResult {
  const parts = wholeRun(
    given,
    ({ shard: _, done: __, scores: ___, calibration: ____, perImage: _____, ...madeBy }) => madeBy,
    ({ done }) => done.map(({ fold }) => fold),
  ).map(({ result }) => result);
  const { shard, scores: _, ...first } = parts[0]!;
  const items = classifiedItems(dataset, first.classes);
  const ofFolds = shard!.folds !== undefined;
  const perImage = parts.flatMap((part) => part.perImage);
  const seconds = parts.reduce((sum, { done }) => sum + done[0]!.seconds, 0);
  return classificationResult(
    {
      ...first,
      done: ofFolds
        ? parts.flatMap(({ done }) => done).sort((a, b) => a.fold - b.fold)
        : [{ ...first.done[0]!, seconds }],
      calibration: parts.flatMap(({ calibration }) => calibration).sort((a, b) => a[0]! - b[0]!),
      perImage: ofFolds
        ? perImage.sort((a, b) => a.fold - b.fold)
        : inOrderShown(perImage, new Set(perImage.map(({ image }) => image)), items, first.seed),
    },
    clusterOf(items),
  );
}

type PerImage = ClassificationResult['perImage'];

/** Images in the order in which one run would have shown them. */
function inOrderShown(
  found: PerImage,
  names: ReadonlySet<string>,
  items: ReturnType<typeof classifiedItems>,
  seed: number,
): PerImage {
  const key = (image: string, condition: string, donor: string | undefined) =>
    `${image}\0${condition}\0${donor ?? ''}`;
  const shown = shownImages(
    items.filter(({ id }) => names.has(id)),
    seed,
  );
  const order = new Map(
    shown.map(({ item, condition, donor }, i) => [key(item.id, condition, donor?.id), i]),
  );
  const place = ({ image, condition, donor }: PerImage[number]) =>
    order.get(key(image, condition, donor)) ?? -1;
  return found.toSorted((a, b) => place(a) - place(b));
}
